export const naming = {
  naming: {
    give: 'Give a name',
    change: 'Change the name',
    label: 'Name of the visitor',
    hint: 'For you and your colleagues. The visitor is not told.',
    save: 'Save',
    cancel: 'Cancel',
  },
};
