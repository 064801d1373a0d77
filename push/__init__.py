"""Push: telling Baidu and, by IndexNow, Bing and others which stories are new, changed or gone."""
