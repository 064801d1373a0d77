"""What monitoring reads at /metrics: requests counted as they are answered, and gauges asked at each scrape."""
