// What comes from WeChat, Word, WPS or a web page, as the markup of an article. The editor's schema drops the rest.
export const cleanPaste = (html) => html;
