import type { StatusTemplates, TemplatePreview, WantedTemplates } from '../../../shared/contract/index.ts';
import { foldName } from '../../../shared/domain/status-templates.ts';
import { isolated } from '../../components/isolated.ts';
import { counted, whole } from '../../components/numbers.ts';
import { lackOf } from './target-words.ts';

type Change = TemplatePreview['changes'][number];
type Row = TemplatePreview['rows'][number];

/** What is done to a status, and for whom, in a few sentences that follow its name. */
export function changeSentence(change: Change, templates: WantedTemplates['templates']): string {
  const { kind, untouched, edited, active } = change;
  const parts = [reach(change), ...staying(change, templates), ...breaking(change, templates)];
  const sentences = [`${whatOf(change)}.`, `${parts.join('; ')}.`];
  if (active > 0 && (kind === 'changed' || kind === 'removed')) sentences.push(activeSentence(kind, active));
  // A place in the list, or a status of nobody, is told without whom it touches.
  return untouched === 0 && edited === 0 ? sentences[0]! : sentences.join(' ');
}

function whatOf({ kind, was, details }: Change): string {
  const said = details.map(isolated).join('; ');
  const more = said === '' ? '' : `: ${said}`;
  switch (kind) {
    case 'added':
      return `new${more}`;
    case 'changed':
      return said === '' ? 'changed' : said;
    case 'renamed':
      return `was called ${isolated(was ?? '')}${said === '' ? '' : `; ${said}`}`;
    case 'locked':
      return `defined by the administrator from now on, users cannot change it${more}`;
    case 'unlocked':
      return `users can change it from now on${more}`;
    case 'moved':
      return `another place in the list${said === '' ? '' : `; ${said}`}`;
    case 'removed':
      return `removed${said === '' ? '' : `; ${said}`}`;
  }
}

const REACHES: Record<Change['kind'], string> = {
  added: 'Comes to',
  changed: 'Changes for',
  renamed: 'Renamed for',
  locked: 'Changes for',
  unlocked: 'Changes for',
  moved: 'Moves for',
  removed: 'Goes from',
};

function reach({ kind, untouched, edited }: Change): string {
  const isLock = locks(kind);
  if (untouched === 0 && !(isLock && edited > 0)) return 'It changes for nobody at once';
  if (untouched === 0) return `Changes at once for ${whole(edited)} who edited theirs`;
  const also = isLock && edited > 0 ? `, also for ${whole(edited)} who edited theirs` : '';
  return `${REACHES[kind]} ${counted(untouched, 'account')} at once${also}`;
}

/** Who edited a status keeps the settings, and has its lock like everybody. */
const locks = (kind: Change['kind']) => kind === 'locked' || kind === 'unlocked';

function staying({ kind, name, edited }: Change, templates: WantedTemplates['templates']): string[] {
  if (edited === 0) return [];
  const them = whole(edited);
  if (locks(kind)) return ['what they set stays'];
  if (kind === 'added')
    return [`${them} ${edited === 1 ? 'has' : 'have'} a status of this name and ${keep(edited)} it`];
  if (kind === 'removed') {
    const isTaken = templates.some((each) => foldName(each.name) === foldName(name));
    const other = isTaken ? ', under another name' : '';
    return [`${them} edited theirs and ${keep(edited)} it as a status of their own${other}`];
  }
  const how = kind === 'renamed' ? ' under the new name' : '';
  return [`${them} edited theirs and ${keep(edited)} it${how}`];
}

const keep = (count: number) => (count === 1 ? 'keeps' : 'keep');

function breaking({ broken, name }: Change, templates: WantedTemplates['templates']): string[] {
  if (broken === 0) return [];
  const template = templates.find((each) => each.name === name);
  const lack = template === undefined ? 'no phone that it points at' : lackOf(template.settings);
  return [`broken for ${whole(broken)}, which ${broken === 1 ? 'has' : 'have'} ${lack}`];
}

function activeSentence(kind: Change['kind'], active: number): string {
  const who = counted(active, 'account');
  return kind === 'removed'
    ? `It is the active status of ${who}: the first of the list takes its place.`
    : `It is the active status of ${who}.`;
}

/** What becomes of the two settings beside the templates; empty when nothing does. */
export function optionSentences(
  from: Pick<StatusTemplates, 'pointAt' | 'usersMayAdd'>,
  to: Pick<WantedTemplates, 'pointAt' | 'usersMayAdd'>,
): string[] {
  return [
    ...(from.pointAt === to.pointAt
      ? []
      : [
          to.pointAt === 'role'
            ? 'Default statuses of new accounts point at a role, and hold no number. Accounts that are there stay as they are.'
            : 'Default statuses of new accounts point at the desk phone’s number, and hold it. Accounts that are there stay as they are.',
        ]),
    ...(from.usersMayAdd === to.usersMayAdd
      ? []
      : [
          to.usersMayAdd
            ? 'Users may add statuses of their own.'
            : 'Users may add no more statuses of their own; those that they have stay.',
        ]),
  ];
}

/** What the button says that makes the changes: for how many accounts, where one number says it. */
export function applyLabel({ accounts, changes }: TemplatePreview): string {
  const reached = changes
    .map(({ kind, untouched, edited }) => (locks(kind) ? untouched + edited : untouched))
    .filter((count) => count > 0);
  const everybody = reached.includes(accounts);
  if (everybody) return `Change for ${counted(accounts, 'account')}`;
  // Two numbers have no sum: the same account may be in both.
  if (reached.length === 1) return `Change for ${counted(reached[0]!, 'account')}`;
  return reached.length === 0 ? 'Save' : 'Make these changes';
}

const EFFECTS: Record<Row['effect'], string> = {
  changes: 'Changes',
  stays: 'Stays as edited',
  breaks: 'Broken from then on',
};

/** What happens to one account, in a word or two. */
export function effectWord(effect: Row['effect']): string {
  return EFFECTS[effect];
}
