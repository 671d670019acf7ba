/**
 * Records what a real slapd sends, for the fuzz run: `node tests/fuzz/record.ts` writes recorded/slapd.ber, one
 * LDAPMessage after the other. Run it again when the messages should be other ones.
 */
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { runLdapsearch } from '../servers/command.ts';
import { makePeople, toLdif } from '../servers/people.ts';
import { startSlapd } from '../servers/slapd.ts';

const slapd = await startSlapd({
  ldif: `${toLdif(makePeople(40), 'dc=example,dc=com')}
dn: cn=everybody,ou=people,dc=example,dc=com
objectClass: groupOfNames
cn: everybody
cn;lang-de: alle
${Array.from({ length: 60 }, (_, index) => `member: uid=person${index},ou=people,dc=example,dc=com`).join('\n')}

dn: ou=abroad,ou=people,dc=example,dc=com
objectClass: referral
objectClass: extensibleObject
ou: abroad
ref: ldap://other.example.com/ou=abroad,dc=example,dc=com
`,
});
const received: Buffer[] = [];
const proxy = createServer((client: Socket) => {
  const server = connect(slapd.port, '127.0.0.1');
  client.pipe(server);
  server.on('data', (bytes: Buffer) => received.push(bytes));
  server.pipe(client);
});
await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
const address = proxy.address();
const url = `ldap://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
const reader = ['-D', slapd.readerDn, '-w', slapd.readerPassword];
const paged = ['-E', 'pr=15/noprompt'];
await runLdapsearch(url, [
  ...reader,
  ...paged,
  '-b',
  `ou=people,${slapd.suffix}`,
  '(objectClass=*)',
  '*',
  '+',
]);
await runLdapsearch(url, [...reader, '-b', `ou=nowhere,${slapd.suffix}`, '(objectClass=*)']);
await runLdapsearch(url, [...reader, '-z', '1', '-b', slapd.suffix, '(objectClass=*)', 'cn']);
await runLdapsearch(url, ['-ZZ', '-b', '', '-s', 'base']);
await runLdapsearch(url, ['-b', '', '-s', 'base', '(objectClass=*)', '*', '+']);
proxy.close();
await slapd.stop();
const bytes = Buffer.concat(received);
writeFileSync(path.join(import.meta.dirname, 'recorded', 'slapd.ber'), bytes);
process.stdout.write(`${bytes.length} bytes\n`);
