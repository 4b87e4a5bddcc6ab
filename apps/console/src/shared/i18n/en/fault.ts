/** What is wrong with a field of a form: sentences that name it and say what to do. */
export const fault = {
  fault: {
    needed: 'Fill in “{{field}}”.',
    number: 'Enter a whole number for “{{field}}”.',
    tooShort: 'Enter at least {{minimum}} characters for “{{field}}”.',
    tooLong: 'Shorten “{{field}}” to {{maximum}} characters or fewer.',
    tooSmall: 'Enter {{minimum}} or more for “{{field}}”.',
    tooBig: 'Enter {{maximum}} or less for “{{field}}”.',
    chooseOne: 'Choose at least one for “{{field}}”.',
    tooFew: 'Choose at least {{minimum}} for “{{field}}”.',
    tooMany: 'Choose at most {{maximum}} for “{{field}}”.',
    email: 'Enter an address like name@example.com for “{{field}}”.',
    address: 'Enter a whole address like https://example.com for “{{field}}”.',
    check: 'Check “{{field}}”: it cannot be used as it stands.',
    unnamed: 'Check this: it cannot be used as it stands.',
  },
};
