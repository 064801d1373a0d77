"""Push: sends Baidu and, by IndexNow, Bing and others the addresses of articles that are new, changed or gone."""
