"""The specification, as tests: one folder an app, `browser/` for what needs a real Chromium."""
