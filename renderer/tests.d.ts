/**
 * All that tests of the page know of Node: how often a property is tried. The page itself has no `process`; the lint
 * rule no-restricted-globals says so there.
 */
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };
