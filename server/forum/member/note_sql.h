/* note_sql.h -- writing notes; for this folder. In the open transaction; conflicts are told by member_refusal(). */
#ifndef FORUM_MEMBER_NOTE_SQL_H
#define FORUM_MEMBER_NOTE_SQL_H

#include <stdbool.h>
#include <stdint.h>

#define NOTE_MOST 2000 /* characters */

struct request;

struct note_done {
	bool done; /* false: there is no such note of the viewer's */
};
/* ${note} 0: a new one. */
void note_write(struct request *rq, int64_t member, int64_t note, const char *text, struct note_done **out);
void note_delete(struct request *rq, int64_t member, int64_t note, struct note_done **out);

#endif
