import { z } from 'zod';

/**
 * What a visitor is told of the agents of a group. `here`: one of them can come now. `busy`: they are there, and each is with somebody
 * else, on a break or finishing notes. `away`: nobody is there.
 */
export const Attendance = z.enum(['here', 'busy', 'away']);
export type Attendance = z.infer<typeof Attendance>;
