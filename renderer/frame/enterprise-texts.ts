import { counted } from '../components/numbers.ts';

/** What to put into the domain of an Enterprise, with the ID that was typed so far (domain.md 1.1). */
export function domainAdvice(id: string): string {
  const label = id
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `Like ${label === '' ? '<ID>' : label}.company.com. It need not exist in DNS, but no other Enterprise may have it.`;
}

/** The same screen of an Enterprise whose ID changed. */
export function renamedAddress(location: string, id: string): string {
  const [, , ...rest] = location.split('/');
  return ['', encodeURIComponent(id), ...rest].join('/');
}

/** What goes with a deleted Enterprise, a line each; what there is none of is left out. */
export function contentLines(contents: {
  accounts: number;
  manualAccounts: number;
  synchronizers: number;
  pbxNodes: number;
  runs: number;
}): string[] {
  const { accounts, manualAccounts, synchronizers, pbxNodes, runs } = contents;
  const byHand = manualAccounts > 0 ? `, ${counted(manualAccounts, 'of them', 'of them')} added by hand` : '';
  return [
    accounts > 0 ? `${counted(accounts, 'account')}${byHand}` : '',
    synchronizers > 0 ? `${counted(synchronizers, 'synchronizer')}, with stored passwords` : '',
    pbxNodes > 0 ? counted(pbxNodes, 'PBX node') : '',
    runs > 0 ? `${counted(runs, 'run')} and what they changed` : '',
  ].filter((line) => line !== '');
}
