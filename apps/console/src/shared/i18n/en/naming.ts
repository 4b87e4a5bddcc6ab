export const naming = {
  naming: {
    give: 'Give a name',
    giveTo: 'Give {{name}} a name',
    changeOf: 'Change the name of {{name}}',
    change: 'Change the name',
    label: 'Name of the visitor',
    hint: 'For you and your colleagues. The visitor is not told.',
    save: 'Save',
    cancel: 'Cancel',
  },
};
