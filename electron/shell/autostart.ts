import path from 'node:path';

/** Where a Linux desktop looks for what it starts with a session (freedesktop's Desktop Application Autostart). */
export function autostartFile(env: Record<string, string | undefined>, home: string): string {
  const given = env['XDG_CONFIG_HOME'];
  const base = given && path.isAbsolute(given) ? given : path.join(home, '.config');
  return path.join(base, 'autostart', 'rollcall.desktop');
}

/** The text of that file. `command` is the executable and its arguments. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Rollcall',
    'Comment=Synchronizes accounts on schedule',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/**
 * One argument of an Exec line. The quoting is undone twice: first the escapes of any string value, then the quotes of
 * the command line, within which a percent sign begins a field code.
 */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${inQuotes}"`.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
