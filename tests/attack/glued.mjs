// glued.mjs: what no service should be: `?q=` goes into a statement as it came, and the statement's fault into the answer. The
// control of sqlmap.sh. Usage: node glued.mjs PORT DATABASE-URL
import { execFile } from 'node:child_process';
import http from 'node:http';

const [port, database] = process.argv.slice(2);
http.createServer((request, response) => {
  const wanted = new URL(request.url, 'http://a').searchParams.get('q') ?? '';
  execFile('psql', ['-XAtc', `select name from (values ('Kon Tum'), ('Kon Plông')) units(name) where name ilike '${wanted}%'`, database], (fault, rows, said) => {
    response.statusCode = fault ? 500 : 200;
    response.end(fault ? said : rows);
  });
}).listen(Number(port), '127.0.0.1');
