/** Between words that are put beside one another. */
export const joined = { joined: { comma: ', ', list: ', ' } };
