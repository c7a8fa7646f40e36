import { Elysia } from 'elysia';
import { forbidden } from '../../protocol/errors.ts';
import type { Session } from '../auth/sessions.ts';
import type { Imports } from './imports.ts';
import { IMPORT_PATH, ImportUploads } from './uploads.ts';

/** Where the owner of the server sends archives to. */
export function createImportRoutes(imports: Imports, admit: (request: Request) => Promise<Session>) {
  const uploads = new ImportUploads(imports);
  const upload = async ({ request }: { request: Request }) => {
    const { user } = await admit(request);
    if (user.role !== 'owner') throw forbidden('Only the owner of this server may do that.');
    return uploads.handle(request, user.id);
  };
  const asItComes = { parse: 'none' } as const;
  return new Elysia().all(IMPORT_PATH, upload, asItComes).all(`${IMPORT_PATH}/*`, upload, asItComes);
}
