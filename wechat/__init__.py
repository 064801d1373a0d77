"""WeChat: the card a chat shows of a page, by Tencent's JS-SDK; docs/wechat.md says what it takes."""
