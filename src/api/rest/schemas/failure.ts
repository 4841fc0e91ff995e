import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../../base/errors.ts';

const CODES = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];

export const FAILURE = z.strictObject({
  success: z.literal(false),
  data: z.null(),
  error: z.strictObject({
    code: z.enum(CODES),
    message: z.string().meta({ description: 'What was being done, and what is wrong, with the value that is.' }),
    details: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Each wrong field of the request.' }),
  }),
});
