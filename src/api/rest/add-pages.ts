import type { FastifyInstance } from 'fastify';
import { PREFIX } from './operations/all.ts';
import { PAGE_POLICY, renderPage } from './page.ts';

/** The OpenAPI document, and a page for people that is made of it. Both are made when first asked for. */
export function addPages(app: FastifyInstance): void {
  let page: string | undefined;
  app.get(`${PREFIX}/openapi.json`, { exposeHeadRoute: true }, (_, reply) => reply.send(app.swagger()));
  app.get(`${PREFIX}/docs`, { exposeHeadRoute: true }, (_, reply) => {
    page ??= renderPage(app.swagger());
    return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_POLICY).send(page);
  });
}
