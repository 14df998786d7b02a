/* demo_record.c -- see demo_record.h. */
#include "forum/demo/demo_record.h"

#include <string.h>

#include "forum/demo/demo.h"

struct splitter {
	struct arena *a;
	const char *file;
	const char *rest; /* the first line not yet read */
	int line;	  /* its number */
	const char **error;
};

static bool fail(struct splitter *sp, const char *why)
{
	*sp->error = arena_printf(sp->a, "%s:%d: %s", sp->file, sp->line, why);
	return false;
}

static struct slice line_here(const struct splitter *sp)
{
	return (struct slice){sp->rest, strcspn(sp->rest, "\n")};
}

static void line_next(struct splitter *sp)
{
	sp->rest += line_here(sp).n;
	if (*sp->rest)
		sp->rest++;
	sp->line++;
}

static bool is_blank(struct slice line)
{
	return slice_trim(line).n == 0;
}

static bool is_remark(struct slice line)
{
	return line.n >= 2 && line.s[0] == '%' && line.s[1] == '#';
}

static bool is_head(struct slice line)
{
	return line.n >= 1 && line.s[0] == '%' && !is_remark(line);
}

static const char *text_of(struct splitter *sp, struct slice s)
{
	s = slice_trim(s);
	return arena_text_n(sp->a, s.s, s.n);
}

static bool field_read(struct splitter *sp, struct demo_record *record)
{
	struct slice value = line_here(sp), name = slice_cut(&value, ':');
	struct demo_field *field;

	if (!value.s)
		return fail(sp, "a field is 'name: value'; the text begins after a blank line");
	field = DEMO_PUSH(sp->a, &record->fields);
	*field = (struct demo_field){text_of(sp, name), text_of(sp, value), sp->line};
	if (!*field->value)
		return fail(sp, "the field is empty");
	return true;
}

static size_t body_room(struct splitter ahead)
{
	const char *from = ahead.rest;

	while (*ahead.rest && !is_head(line_here(&ahead)))
		line_next(&ahead);
	return (size_t)(ahead.rest - from) + 2;
}

/* The lines up to the next head, remarks left out. */
static const char *body_read(struct splitter *sp)
{
	char *body = arena_alloc(sp->a, body_room(*sp)), *end = body;

	for (; *sp->rest && !is_head(line_here(sp)); line_next(sp)) {
		struct slice line = line_here(sp);

		if (is_remark(line) || (end == body && is_blank(line)))
			continue;
		memcpy(end, line.s, line.n);
		end += line.n;
		*end++ = '\n';
	}
	while (end > body && (end[-1] == '\n' || end[-1] == ' ' || end[-1] == '\t'))
		*--end = 0;
	return body;
}

static bool record_read(struct splitter *sp, struct demo_record *record)
{
	struct slice key = line_here(sp), kind;

	key.s++, key.n--;
	kind = slice_cut(&key, ' ');
	*record = (struct demo_record){text_of(sp, kind), text_of(sp, key), sp->file, sp->line, {0}, ""};
	for (line_next(sp); *sp->rest && !is_blank(line_here(sp)) && !is_head(line_here(sp)); line_next(sp)) {
		if (!is_remark(line_here(sp)) && !field_read(sp, record))
			return false;
	}
	record->body = body_read(sp);
	return true;
}

bool demo_record_split(struct arena *a, const struct demo_file *file, struct demo_records *out,
	const char **error)
{
	struct splitter sp = {a, file->name, file->text, 1, error};

	if (!text_clean(file->text, strlen(file->text), true) || strchr(file->text, '\r'))
		return fail(&sp, "the file is not UTF-8 with plain line ends");
	while (*sp.rest) {
		if (is_head(line_here(&sp))) {
			if (!record_read(&sp, DEMO_PUSH(a, out)))
				return false;
		} else if (is_blank(line_here(&sp)) || is_remark(line_here(&sp))) {
			line_next(&sp);
		} else {
			return fail(&sp, "text before the first record");
		}
	}
	return true;
}

const struct demo_field *demo_record_field(const struct demo_record *record, const char *name)
{
	size_t i;

	for (i = 0; i < record->fields.n; i++)
		if (text_is(record->fields.v[i].name, name))
			return &record->fields.v[i];
	return NULL;
}
