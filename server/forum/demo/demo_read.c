/* demo_read.c -- the values of fields, and the order in which records are read; see demo_read.h. */
#include "forum/demo/demo_read.h"

#include <stdlib.h>
#include <string.h>

#include "forum/demo/demo.h"
#include "forum/demo/demo_reader.h"

#define BODY_MOST (32u << 10)

void demo_fail(struct demo_reader *rd, int line, const char *format, ...)
{
	va_list args;

	if (rd->error)
		return;
	va_start(args, format);
	rd->error =
		arena_printf(rd->a, "%s:%d: %s", rd->record->file, line, arena_vprintf(rd->a, format, args));
	va_end(args);
}

const char *demo_value(struct demo_reader *rd, const char *name, const char *otherwise)
{
	const struct demo_field *field = demo_record_field(rd->record, name);

	if (!field && !otherwise)
		demo_fail(rd, rd->record->line, "%s: '%s' is missing", rd->record->kind, name);
	return field ? field->value : otherwise ? otherwise : "";
}

int demo_line(const struct demo_reader *rd, const char *name)
{
	const struct demo_field *field = demo_record_field(rd->record, name);

	return field ? field->line : rd->record->line;
}

int64_t demo_number(struct demo_reader *rd, const char *name)
{
	int64_t n = 0;

	if (!text_int8(demo_value(rd, name, "0"), &n) || n < 0 || n > 1000000)
		demo_fail(rd, demo_line(rd, name), "'%s' is not a count", name);
	return n;
}

struct demo_age demo_age_field(struct demo_reader *rd, const char *name)
{
	struct demo_age age = {1, false};

	if (!demo_age_read(demo_value(rd, name, NULL), &age))
		demo_fail(rd, demo_line(rd, name), "'%s' is not an age like '12d 09:30' or '5h 20m'", name);
	return age;
}

const struct demo_member *demo_member_find(const struct demo *demo, const char *username)
{
	size_t i;

	for (i = 0; i < demo->members.n; i++)
		if (text_is(demo->members.v[i]->username, username))
			return demo->members.v[i];
	return NULL;
}

const struct demo_member *demo_member_field(struct demo_reader *rd, const char *name)
{
	static const struct demo_member nobody = {.username = "", .joined_age = {1000000000, true}};
	const char *username = demo_value(rd, name, NULL);
	const struct demo_member *member = demo_member_find(rd->demo, username);

	if (!member)
		demo_fail(rd, demo_line(rd, name), "unknown member '%s'", username);
	return member ? member : &nobody;
}

static void read_notice(struct demo_reader *rd)
{
	struct demo_notice *notice = DEMO_PUSH(rd->a, &rd->demo->notices);
	const char *key = demo_value(rd, "thread", "");
	struct demo_age from = demo_age_field(rd, "from"), until;

	notice->text = rd->record->body;
	notice->from = demo_age_at(from, rd->now);
	if (demo_record_field(rd->record, "until")) {
		until = demo_age_field(rd, "until");
		notice->until = demo_age_at(until, rd->now);
		if (!demo_age_precedes(from, until))
			demo_fail(rd, demo_line(rd, "until"), "it may end before it begins");
	}
	notice->thread = demo_thread_find(rd->demo, key);
	if (*key && !notice->thread)
		demo_fail(rd, demo_line(rd, "thread"), "unknown thread '%s'", key);
}

/* In the order in which they are read: members are known before they speak, threads before they are
 * announced. */
static const struct kind {
	const char *name;
	int pass;
	void (*read)(struct demo_reader *rd);
	const char *fields; /* each with a space on both sides */
} kinds[] = {
	{"site", 1, demo_read_site, " name company "},
	{"topic", 1, demo_read_topic, " name colour posting "},
	{"tag", 1, demo_read_tag, " synonyms "},
	{"member", 1, demo_read_member, " name mail roles joined locale zone account "},
	{"thread", 2, demo_read_thread, " title topic kind by at device tags views me-too reopened "},
	{"answer", 2, demo_read_answer, " by at accepted withdrawn thanks helped not-helpful guests "},
	{"comment", 2, demo_read_comment, " by at "},
	{"edit", 2, demo_read_edit, " by at title "},
	{"notice", 3, read_notice, " thread from until "},
};
#define PASSES 3

static void check_fields(struct demo_reader *rd, const struct kind *kind)
{
	size_t i;

	for (i = 0; i < rd->record->fields.n; i++) {
		const struct demo_field *field = &rd->record->fields.v[i];

		if (!strstr(kind->fields, arena_printf(rd->a, " %s ", field->name)))
			demo_fail(rd, field->line, "a %s has no '%s'", kind->name, field->name);
	}
	if (strlen(rd->record->body) > BODY_MOST)
		demo_fail(rd, rd->record->line, "the text is longer than 32 KiB");
}

static void read_record(struct demo_reader *rd, int pass)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_is(kinds[i].name, rd->record->kind)) {
			if (kinds[i].pass == pass) {
				check_fields(rd, &kinds[i]);
				kinds[i].read(rd);
			}
			return;
		}
	demo_fail(rd, rd->record->line, "unknown record '%s'", rd->record->kind);
}

static void read_records(struct demo_reader *rd, const struct demo_records *records)
{
	const char *file = NULL;
	int pass;
	size_t i;

	for (pass = 1; pass <= PASSES; pass++)
		for (i = 0; i < records->n && !rd->error; i++) {
			rd->record = &records->v[i];
			if (rd->record->file != file) {
				file = rd->record->file;
				rd->thread = NULL;
				rd->answer = rd->post = NULL;
			}
			read_record(rd, pass);
		}
}

static int thread_order(const void *a, const void *b)
{
	const struct demo_thread *x = *(struct demo_thread *const *)a, *y = *(struct demo_thread *const *)b;

	if (x->question->at.us != y->question->at.us)
		return x->question->at.us < y->question->at.us ? -1 : 1;
	return strcmp(x->key, y->key);
}

const struct demo *demo_read(struct arena *a, const struct demo_file *files, struct when now,
	const char **error)
{
	struct demo *demo = arena_new(a, struct demo);
	struct demo_reader rd = {.a = a, .now = now, .demo = demo};
	struct demo_records records = {0};

	*error = NULL;
	for (; files->name; files++)
		if (!demo_record_split(a, files, &records, error))
			return NULL;
	read_records(&rd, &records);
	demo_check_bodies(&rd);
	if (!rd.error && !demo->name)
		rd.error = "no file describes the site";
	*error = rd.error;
	if (rd.error)
		return NULL;
	if (demo->threads.n)
		qsort(demo->threads.v, demo->threads.n, sizeof(demo->threads.v[0]), thread_order);
	return demo;
}
