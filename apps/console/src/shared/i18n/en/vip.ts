export const vip = {
  vip: {
    badge: 'VIP {{level}}',
    title: 'VIP level {{level}} of 9',
  },
};
