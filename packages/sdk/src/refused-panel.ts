const texts = {
  en: {
    close: 'Close',
    title: 'This page may not show the conversation yet.',
    owner: ['If this is your page: add ', ' to the allowed pages of the channel.'],
    open: 'Open it in a new window',
  },
  zh: {
    close: '关闭',
    title: '此网页暂时不能显示会话。',
    owner: ['如果这是您的网页：请将 ', ' 加入该渠道的允许网页。'],
    open: '在新窗口中打开',
  },
} as const;

/** In place of the browser's own error: why nothing is shown, what the page's owner does, and a way to talk all the same. */
export function makeRefusedPanel(language: 'en' | 'zh', pageUrl: string, onClose: () => void): HTMLElement {
  const words = texts[language];
  const element = (tag: string, text: string) => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };
  const panel = document.createElement('section');
  panel.className = 'refused';
  panel.lang = language;
  const close = element('button', words.close) as HTMLButtonElement;
  close.type = 'button';
  close.addEventListener('click', onClose);
  const told = document.createElement('div');
  told.setAttribute('role', 'alert');
  const owner = document.createElement('p');
  owner.append(words.owner[0], element('code', location.origin), words.owner[1]);
  told.append(element('h2', words.title), owner);
  const link = element('a', words.open) as HTMLAnchorElement;
  link.href = pageUrl;
  link.target = '_blank';
  link.rel = 'noopener';
  panel.append(close, told, link);
  return panel;
}
