// The bank's own page knows nothing of Visavis: it only carries the one script tag. This file switches its language.
const zh = {
  skip: '跳到内容',
  bank: '海港银行',
  accounts: '账户',
  cards: '银行卡',
  mortgages: '房贷',
  cover: '家庭保险',
  savings: '储蓄',
  login: '登录',
  title: '一个家，一个利率，一个人为您服务。',
  lead: '五年或十年固定利率，坐在自家餐桌前，与我们的客服视频签约。',
  borrow: '看看您可以贷多少',
  how: '办理流程',
  rates: '今日利率',
  fixed: '固定期限',
  rate: '年利率',
  monthly: '贷款 £ 182,000 每月还款',
  early: '免费提前还款',
  y2: '2 年',
  y5: '5 年',
  y10: '10 年',
  nothing: '不可',
  five: '每年 5 %',
  note: '以 £ 260,000 的房产、25 年期计算。您的利率可能不同。',
  steps: '从咨询到拿到钥匙',
  s1: '第 1 天，十分钟',
  s1t: '用文字或视频告诉我们您的房子。',
  s2: '第 3 天，二十分钟',
  s2t: '出示证件，了解条款，在屏幕上签字。',
  s3: '第 10 天',
  s3t: '我们付款给公证人，钥匙归您。',
  foot: '海港银行是一个示例，展示如何用一行 HTML 把 Visavis 放进网页：',
};
const marked = [...document.querySelectorAll('[data-t]')];
const en = Object.fromEntries(marked.map((element) => [element.dataset.t, element.textContent]));
const button = document.getElementById('language');
function show(language) {
  const words = language === 'zh' ? zh : en;
  for (const element of marked) element.textContent = words[element.dataset.t];
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = language === 'zh' ? '房贷，海港银行' : 'Mortgages, Harbour Bank';
  button.textContent = language === 'zh' ? 'English' : '中文';
  button.lang = language === 'zh' ? 'en' : 'zh';
}
show(/^zh\b/i.test(navigator.language) ? 'zh' : 'en');
button.addEventListener('click', () => show(document.documentElement.lang === 'en' ? 'zh' : 'en'));
