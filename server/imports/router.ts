import * as v from 'valibot';
import { ownerProcedure, router } from '../trpc/init.ts';
import { idField } from '../users/fields.ts';
import { requireChosen } from './people.ts';

const MOST_CHOICES = 5_000;
const MAX_KEY_LENGTH = 64;

const byId = v.strictObject({ id: idField });
const beginSchema = v.strictObject({
  id: idField,
  choices: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(MAX_KEY_LENGTH)), v.nullable(idField)),
      v.check((choices) => Object.keys(choices).length <= MOST_CHOICES),
    ),
    {},
  ),
});

export const importsRouter = router({
  list: ownerProcedure.query(({ ctx }) => ctx.context.imports.list()),

  begin: ownerProcedure.input(beginSchema).mutation(async ({ ctx, input }) => {
    await requireChosen(ctx.context.db, Object.values(input.choices));
    await ctx.context.imports.begin(ctx.user, input.id, input.choices);
    return {};
  }),

  discard: ownerProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await ctx.context.imports.discard(ctx.user, input.id);
    return {};
  }),
});
