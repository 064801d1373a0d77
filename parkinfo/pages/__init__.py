"""Pages composed of several apps: home, the cities and the zones, each with its news. Templates: templates/pages/."""
