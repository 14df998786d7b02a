/* note_sql.c -- see member.h and note_sql.h. The functions of migrations/0035 look who asks. */
#include "forum/member/note_sql.h"

#include "db/query.h"
#include "db/row.h"
#include "forum/member/member.h"
#include "web/request.h"

static void read_note(struct row *r, struct note_row *x)
{
	x->id = row_int8(r, "id");
	x->author = row_int8(r, "author_id");
	x->text = row_text(r, "text");
	x->by = row_text(r, "by");
	x->at = row_when(r, "at");
	x->edited_at = row_when(r, "edited_at");
}

static void read_done(struct row *r, struct note_done *x)
{
	x->done = row_bool(r, "done");
}

QUERY(member_notes, DOOR_WEB, struct note_row, read_note,
	"SELECT id, author_id, text, by, at, edited_at FROM community.notes_seen($1, $2, $3)");
QUERY(member_note_write, DOOR_WEB, struct note_done, read_done,
	"SELECT community.note_write($1, $2, $3, $4, $5) AS done");
QUERY(member_note_delete, DOOR_WEB, struct note_done, read_done,
	"SELECT community.note_delete($1, $2, $3, $4) AS done");

void notes_of(struct request *rq, int64_t member, struct note_rows *out)
{
	db_many(&rq->task, &member_notes, out, rq->viewer.id, rq->viewer.session, member);
}

void note_write(struct request *rq, int64_t member, int64_t note, const char *text, struct note_done **out)
{
	db_one(&rq->task, &member_note_write, out, rq->viewer.id, rq->viewer.session, member, note, text);
}

void note_delete(struct request *rq, int64_t member, int64_t note, struct note_done **out)
{
	db_one(&rq->task, &member_note_delete, out, rq->viewer.id, rq->viewer.session, member, note);
}
