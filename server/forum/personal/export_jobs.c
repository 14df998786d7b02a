/* export_jobs.c -- makes the archive of a member's data, page by page.
 *
 * A task's memory is freed when it ends, and a member's data may be much more than a process should hold. So each step (a page read,
 * written into the ZIP, and what came out of that stored) is a task of its own, and the job waits for one after the other. A job that
 * is run twice begins anew. */
#include "forum/personal/personal.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/must.h"
#include "base/out.h"
#include "db/query.h"
#include "forum/personal/archive.h"
#include "forum/personal/personal_sql.h"
#include "forum/personal/personal_view.h"
#include "forum/personal/subject.h"
#include "forum/site.h"
#include "jobs/queue.h"
#include "loop/task.h"
#include "templates/personal/archive.h"

#define CHUNK	  262144     /* bytes of a row of community.export_chunk */
#define PART	  (8 << 20)  /* a ZIP that is larger than this is followed by another */
#define FILE_MOST (16 << 20) /* bytes of JSON in a file */
#define PAGE_MOST (64 << 20) /* bytes of HTML: 200 posts of 32 KiB, escaped */
#define STEP_MS	  60000

static const char style[] =
	"body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1b1b1b;background:#fff}"
	"article{border-top:1px solid #bbb;padding:.5em 0}dl{display:grid;grid-template-columns:minmax(8em,12em) 1fr;gap:.2em 1em;margin:0}"
	"dt{color:#555}dd{margin:0;overflow-wrap:anywhere}.text{white-space:pre-wrap}a{color:#0b57a4}"
	"@media(max-width:40em){dl{display:block}dd{margin:0 0 .5em}}"
	"@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#181818}dt{color:#aaa}a{color:#8ab8f0}}\n";

struct making {
	int64_t member, export;
	const char *username, *zone;
	struct when at;
	struct arena memory; /* of the ZIP; another for each part */
	struct zip *zip;
	int64_t part, n, part_bytes, bytes;
	/* of the file that is being written */
	const struct personal_subject *subject;
	int64_t key, rows, page, file;
	size_t file_bytes;
	bool more;
	struct archive_index index;
};

/* ---- one step after the other ---- */

struct step {
	struct task task; /* first: a step is a task */
	struct task *parent;
	void (*run_wait)(struct task *t, struct making *m);
	struct making *m;
	bool ended;
};

static void step_run(struct task *t)
{
	struct step *s = (struct step *)t;

	s->run_wait(t, s->m);
}

static void step_done(struct task *t)
{
	struct step *s = (struct step *)t;

	s->ended = true;
	if (s->parent->parked)
		task_wake(s->parent, WAKE_READY);
}

/* The step lives on this task's stack, so it is waited for whatever the time; its own is bounded. */
static void step_wait(struct task *t, struct making *m, void (*run_wait)(struct task *, struct making *))
{
	struct step s = {.parent = t, .run_wait = run_wait, .m = m};
	const char *why;

	task_start(&s.task, step_run, step_done, STEP_MS);
	while (!s.ended)
		task_park_late_wait(t);
	why = s.task.failed ? s.task.why : NULL;
	task_end(&s.task);
	if (why)
		task_fail(t, 503, why);
	if (clock_ms() > t->deadline_ms)
		task_fail(t, 503, "making the archive took too long");
}

/* ---- what goes into the ZIP, and out of it ---- */

static void full(struct task *t)
{
	task_fail(t, 503, "no memory for the archive");
}

static void put(struct task *t, struct making *m, const char *s, size_t n)
{
	if (!zip_write(m->zip, s, n))
		full(t);
	m->file_bytes += n;
}

static void put_file(struct task *t, struct making *m, const char *name)
{
	if (!zip_file(m->zip, name))
		full(t);
	m->file_bytes = 0;
}

/* Stores what is ready; the last piece of a part may be short. */
static void store_wait(struct task *t, struct making *m, bool all)
{
	struct zip_bytes ready = zip_ready(m->zip);

	if (ready.n < (all ? 1 : CHUNK))
		return;
	db_begin(t);
	while (ready.n >= (all ? 1 : CHUNK)) {
		size_t n = ready.n < CHUNK ? ready.n : CHUNK;

		export_chunk_add(t, m->export, m->part, m->n++, (struct blob){ready.s, n});
		m->part_bytes += (int64_t)n;
		zip_taken(m->zip, n);
		ready = zip_ready(m->zip);
	}
	db_commit_sure_wait(t);
}

static void part_begin(struct task *t, struct making *m)
{
	m->part++;
	m->n = m->part_bytes = 0;
	m->zip = zip_begin(&m->memory, m->at);
	if (!m->zip)
		full(t);
	put_file(t, m, "style.css");
	put(t, m, style, sizeof(style) - 1);
}

static void part_end_wait(struct task *t, struct making *m)
{
	if (!zip_end(m->zip))
		full(t);
	store_wait(t, m, true);
	m->bytes += m->part_bytes;
	arena_end(&m->memory);
	m->zip = NULL;
}

/* Between two files: a part that is large enough ends. */
static void part_turn_wait(struct task *t, struct making *m)
{
	store_wait(t, m, false);
	if (m->part_bytes < PART)
		return;
	part_end_wait(t, m);
	part_begin(t, m);
}

/* ---- a subject as JSON ---- */

/* One row more is asked for than a page has: then there is another page. */
static void page_read_wait(struct task *t, struct making *m, struct personal_rows *rows)
{
	personal_rows_ask(t, m->subject, m->member, m->key, rows);
	db_wait(t);
	m->more = rows->n > PERSONAL_PAGE;
	if (m->more)
		rows->n = PERSONAL_PAGE;
}

static void json_page_wait(struct task *t, struct making *m)
{
	struct personal_rows rows;
	size_t i;

	page_read_wait(t, m, &rows);
	if (m->file_bytes == 0)
		put_file(t, m,
			m->file == 1 ? arena_printf(&t->arena, "%s.json", m->subject->file)
				     : arena_printf(&t->arena, "%s-%lld.json", m->subject->file,
					       (long long)m->file));
	for (i = 0; i < rows.n; i++) {
		const char *before = m->file_bytes ? ",\n" : "[\n";

		put(t, m, before, 2);
		put(t, m, rows.v[i].json, strlen(rows.v[i].json));
		m->key = rows.v[i].key;
	}
	m->rows += (int64_t)rows.n;
	if (!m->more || m->file_bytes > FILE_MOST) {
		put(t, m, m->file_bytes ? "\n]\n" : "[]\n", 3);
		m->file++;
		part_turn_wait(t, m);
		m->file_bytes = 0;
	} else {
		store_wait(t, m, false);
	}
}

/* ---- and as pages ---- */

static const char *label_of(struct arena *a, const char *name)
{
	char *label = arena_text(a, name), *p;

	for (p = label; *p; p++)
		if (*p == '_')
			*p = ' ';
	return label;
}

static bool is_prose(const char *name)
{
	return text_is(name, "text") || text_is(name, "about") || text_is(name, "note") ||
	       text_is(name, "reply");
}

static struct archive_fields fields_of(struct arena *a, const struct personal_row *row)
{
	struct archive_fields f = {arena_array(a, struct archive_field, row->names.n + 1), 0};
	size_t i;

	must(row->names.n == row->values.n);
	for (i = 0; i < row->names.n; i++)
		if (!text_empty(row->values.v[i]))
			f.v[f.n++] = (struct archive_field){label_of(a, row->names.v[i]), row->values.v[i],
				is_prose(row->names.v[i])};
	return f;
}

static const char *page_name(struct arena *a, const struct making *m, int64_t page)
{
	return page == 1 ? m->subject->file : arena_printf(a, "%s-%lld", m->subject->file, (long long)page);
}

static void free_out(void *o)
{
	out_end(o);
}

static struct out *out_new(struct task *t, const struct making *m)
{
	struct out *o = arena_new(&t->arena, struct out);

	*o = (struct out){.most = PAGE_MOST, .locale = site.locale, .zone = m->zone};
	arena_defer(&t->arena, free_out, o);
	return o;
}

static void put_page(struct task *t, struct making *m, const char *name, const struct out *o)
{
	if (o->full)
		full(t);
	put_file(t, m, arena_printf(&t->arena, "%s.html", name));
	put(t, m, o->s, o->n);
}

static void html_page_wait(struct task *t, struct making *m)
{
	struct arena *a = &t->arena;
	struct personal_rows rows;
	struct archive_view v = {.title = m->subject->title, .about = m->subject->about, .site = site.name};
	struct out *o = out_new(t, m);
	size_t i;

	page_read_wait(t, m, &rows);
	v.rows.v = arena_array(a, struct archive_fields, rows.n + 1);
	for (i = 0; i < rows.n; i++) {
		v.rows.v[v.rows.n++] = fields_of(a, &rows.v[i]);
		m->key = rows.v[i].key;
	}
	v.previous = m->page > 1 ? page_name(a, m, m->page - 1) : NULL;
	v.next = m->more ? page_name(a, m, m->page + 1) : NULL;
	archive_page(o, &v);
	put_page(t, m, page_name(a, m, m->page), o);
	m->page++;
	part_turn_wait(t, m);
}

static void subject_wait(struct task *t, struct making *m, size_t i)
{
	struct archive_file *file = &m->index.files.v[i];

	m->subject = &personal_subjects[i];
	*file = (struct archive_file){m->subject->file, m->subject->title, 0, m->part};
	m->key = m->rows = m->file_bytes = 0;
	m->file = 1;
	do
		step_wait(t, m, json_page_wait);
	while (m->more);
	file->rows = m->rows;
	m->key = 0;
	m->page = 1;
	do
		step_wait(t, m, html_page_wait);
	while (m->more);
}

/* ---- all of it ---- */

static void begin_wait(struct task *t, struct making *m)
{
	db_begin(t);
	export_chunks_forget(t, m->export);
	db_commit_sure_wait(t);
	part_begin(t, m);
}

static void end_wait(struct task *t, struct making *m)
{
	struct out *o = out_new(t, m);

	m->index.parts = m->part;
	archive_index_page(o, &m->index);
	put_page(t, m, "index", o);
	part_end_wait(t, m);
	db_begin(t);
	export_done(t, m->export, m->part, m->bytes);
	job_put(t, &(struct job){.kind = "personal.told", .subject = m->member, .text = "ready"});
	db_commit_sure_wait(t);
}

static void memory_free(void *m)
{
	arena_end(&((struct making *)m)->memory);
}

void personal_export_wait(struct task *t, const struct job *job)
{
	struct making *m = arena_new(&t->arena, struct making);
	struct export_todo *todo = NULL;
	size_t i;

	export_todo_find(t, job->other, job->subject, &todo);
	db_wait(t);
	if (!todo)
		return;
	*m = (struct making){.member = job->subject,
		.export = job->other,
		.username = todo->username,
		.zone = todo->zone ? todo->zone : site.zone,
		.at = clock_now(),
		.index = {.site = site.name, .url = site.url, .name = todo->username}};
	m->index.at = m->at;
	m->index.files.v = arena_array(&t->arena, struct archive_file, personal_subject_count);
	m->index.files.n = personal_subject_count;
	arena_defer(&t->arena, memory_free, m);
	step_wait(t, m, begin_wait);
	for (i = 0; i < personal_subject_count; i++)
		subject_wait(t, m, i);
	step_wait(t, m, end_wait);
}
