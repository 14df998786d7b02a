/* compile.c -- the tags of the language; see compile.h and templates/README.md. */
#include "tools/mktemplates/compile.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mktemplates/page.h"
#include "tools/mktemplates/words.h"

#define NESTING_MOST 64

enum block_kind { BLOCK_VIEW, BLOCK_IF, BLOCK_EACH };

struct block {
	enum block_kind kind;
	int line;
	int list; /* BLOCK_EACH: the number of its list */
	bool has_else;
	bool has_joined;
	struct place begin;  /* where it was entered */
	struct place joined; /* where the branches read so far have ended */
};

struct compiler {
	struct source *source;
	struct emit emit;
	struct page page;
	FILE *c_top, *h; /* includes and prototypes */
	struct block blocks[NESTING_MOST];
	int depth;
	int lists;
};

/* The rest as C, which must not be empty. */
static char *take_rest(struct compiler *k, int line, struct words *w, const char *what)
{
	if (words_skip(w) == w->end)
		source_stop(k->source, line, "%s is missing", what);
	return strndup(w->p, (size_t)(w->end - w->p));
}

/* What stands in the parentheses that come next, to the end of the tag. */
static char *take_arguments(struct compiler *k, int line, struct words *w)
{
	char *rest;
	size_t n;

	if (!words_take(w, "(") || w->end[-1] != ')')
		source_stop(k->source, line, "write the parentheses: name(…)");
	w->end--;
	n = (size_t)(w->end - words_skip(w));
	rest = strndup(w->p, n);
	while (n && isspace((unsigned char)rest[n - 1]))
		rest[--n] = 0;
	w->p = w->end;
	return rest;
}

static void must_end(struct compiler *k, int line, struct words *w)
{
	if (words_skip(w) != w->end)
		source_stop(k->source, line, "nothing may follow here: %.*s", (int)(w->end - w->p), w->p);
}

static struct block *push(struct compiler *k, enum block_kind kind, int line)
{
	struct block *b = &k->blocks[k->depth];

	if (k->depth == NESTING_MOST)
		source_stop(k->source, line, "blocks are nested more than %d deep", NESTING_MOST);
	*b = (struct block){.kind = kind, .line = line, .begin = k->page.at};
	k->depth++;
	return b;
}

static struct block *innermost(struct compiler *k)
{
	return k->depth ? &k->blocks[k->depth - 1] : NULL;
}

static void must_be_in_view(struct compiler *k, int line, const char *what)
{
	if (!k->depth)
		source_stop(k->source, line, "%s stands outside of a view", what);
}

/* ---- branches ---- */

/* A branch ends here: what follows must be right after each of them. */
static void join_branch(struct compiler *k, struct block *b, const struct place *end, int line)
{
	if (!b->has_joined) {
		b->joined = *end;
		b->has_joined = true;
	} else if (!place_join(&b->joined, end)) {
		source_stop(k->source, line, "one way through the block of line %d ends %s, another %s",
			b->line, place_describe(&b->joined), place_describe(end));
	}
}

static void end_body(struct compiler *k, struct block *b, int line)
{
	if (b->kind == BLOCK_EACH && !b->has_else && !place_repeats(&b->begin, &k->page.at))
		source_stop(k->source, line,
			"the body of the each of line %d begins %s but ends %s, so it cannot be repeated",
			b->line, place_describe(&b->begin), place_describe(&k->page.at));
	join_branch(k, b, &k->page.at, line);
}

static void tag_if(struct compiler *k, int line, struct words *w)
{
	must_be_in_view(k, line, "if");
	page_control(&k->page, line);
	push(k, BLOCK_IF, line);
	emit_statement(&k->emit, line, "if (%s) {", take_rest(k, line, w, "the condition of if"));
	k->emit.depth++;
}

static void tag_else(struct compiler *k, int line, struct words *w)
{
	struct block *b = innermost(k);

	if (!b || b->kind == BLOCK_VIEW || b->has_else)
		source_stop(k->source, line, "this else belongs to no if or each");
	page_control(&k->page, line);
	end_body(k, b, line);
	k->page.at = b->begin;
	emit_flush(&k->emit);
	k->emit.depth--;
	if (words_take(w, "if")) {
		if (b->kind == BLOCK_EACH)
			source_stop(k->source, line,
				"the else of an each has no condition; put an if inside it");
		emit_statement(&k->emit, line, "} else if (%s) {",
			take_rest(k, line, w, "the condition of else if"));
	} else {
		must_end(k, line, w);
		b->has_else = true;
		if (b->kind == BLOCK_EACH)
			emit_statement(&k->emit, line, "}\n\tif (each_list%d.n == 0) {", b->list);
		else
			emit_statement(&k->emit, line, "} else {");
	}
	k->emit.depth++;
}

static void tag_each(struct compiler *k, int line, struct words *w)
{
	char *element = words_name(w), *index = words_take(w, ",") ? words_name(w) : NULL, *list;
	struct block *b;
	int i;

	must_be_in_view(k, line, "each");
	if (!element || !words_take(w, "in"))
		source_stop(k->source, line, "write: each NAME in LIST, or: each NAME, INDEX in LIST");
	if (strcmp(element, "o") == 0 || (index && strcmp(index, "o") == 0))
		source_stop(k->source, line, "the name o is the output's; take another");
	list = take_rest(k, line, w, "the list of each");
	page_control(&k->page, line);
	k->page.at.spaced = false; /* unknown: the body begins after itself, too */
	b = push(k, BLOCK_EACH, line);
	i = b->list = ++k->lists;
	emit_statement(&k->emit, line, "{ const __auto_type each_list%d = (%s);", i, list);
	emit_statement(&k->emit, line, "for (size_t each_at%d = 0; each_at%d < each_list%d.n; each_at%d++) {",
		i, i, i, i);
	emit_statement(&k->emit, line,
		"const typeof(*each_list%d.v) *%s = &each_list%d.v[each_at%d]; (void)%s;", i, element, i, i,
		element);
	if (index)
		emit_statement(&k->emit, line, "const size_t %s = each_at%d; (void)%s;", index, i, index);
	k->emit.depth++;
}

static void end_view(struct compiler *k, int line)
{
	page_end(&k->page, line);
	emit_flush(&k->emit);
	k->emit.depth--;
	fputs("}\n", k->emit.c);
}

static void tag_end(struct compiler *k, int line, struct words *w)
{
	struct block *b = innermost(k);

	must_end(k, line, w);
	if (!b)
		source_stop(k->source, line, "this end closes nothing");
	if (b->kind == BLOCK_VIEW) {
		end_view(k, line);
	} else {
		page_control(&k->page, line);
		end_body(k, b, line);
		if (!b->has_else)
			join_branch(k, b, &b->begin, line);
		k->page.at = b->joined;
		emit_flush(&k->emit);
		k->emit.depth--;
		emit_statement(&k->emit, line, b->kind == BLOCK_EACH ? "}}" : "}");
	}
	k->depth--;
}

/* ---- views ---- */

static void tag_use(struct compiler *k, int line, struct words *w)
{
	char *what = take_rest(k, line, w, "the header to use");
	size_t n = strlen(what);

	if (k->depth)
		source_stop(k->source, line, "use stands before the views, not inside one");
	if (n < 3 || !((what[0] == '"' && what[n - 1] == '"') || (what[0] == '<' && what[n - 1] == '>')))
		source_stop(k->source, line, "write: use \"folder/header.h\"");
	if (n > 6 && memcmp(what + n - 6, ".html\"", 6) == 0)
		source_stop(k->source, line, "the views of another template are in its header: %.*s.h\"",
			(int)n - 6, what);
	fprintf(k->h, "#line %d \"%s\"\n#include %s\n", line, k->source->path, what);
}

static void tag_view(struct compiler *k, int line, struct words *w, bool local)
{
	char *name = words_name(w), *parameters;
	const char *comma, *linkage = local ? "static " : "";

	if (k->depth)
		source_stop(k->source, line, "a view inside the view of line %d; is an end missing?",
			k->blocks[0].line);
	if (!name)
		source_stop(k->source, line, "write: view name(parameters)");
	parameters = take_arguments(k, line, w);
	comma = *parameters ? ", " : "";
	page_begin(&k->page);
	push(k, BLOCK_VIEW, line);
	fprintf(local ? k->c_top : k->h, "#line %d \"%s\"\n%svoid %s(struct out *o%s%s);\n", line,
		k->source->path, linkage, name, comma, parameters);
	emit_statement(&k->emit, line, "%svoid %s(struct out *o%s%s)", linkage, name, comma, parameters);
	fputs("{\n\t(void)o;\n", k->emit.c);
	k->emit.depth++;
}

static void tag_show(struct compiler *k, int line, struct words *w)
{
	char *name = words_name(w), *arguments;

	must_be_in_view(k, line, "show");
	if (!name)
		source_stop(k->source, line, "write: show name(arguments)");
	arguments = take_arguments(k, line, w);
	page_show(&k->page, line);
	emit_statement(&k->emit, line, "%s(o%s%s);", name, *arguments ? ", " : "", arguments);
}

static void tag(struct compiler *k, const struct piece *p)
{
	struct words w = {p->s, p->s + p->n};

	if (words_take(&w, "if"))
		tag_if(k, p->line, &w);
	else if (words_take(&w, "else"))
		tag_else(k, p->line, &w);
	else if (words_take(&w, "each"))
		tag_each(k, p->line, &w);
	else if (words_take(&w, "end"))
		tag_end(k, p->line, &w);
	else if (words_take(&w, "show"))
		tag_show(k, p->line, &w);
	else if (words_take(&w, "use"))
		tag_use(k, p->line, &w);
	else if (words_take(&w, "view"))
		tag_view(k, p->line, &w, false);
	else if (words_take(&w, "local") && words_take(&w, "view"))
		tag_view(k, p->line, &w, true);
	else
		source_stop(k->source, p->line,
			"unknown tag {%% %.*s %%}; there are use, view, local view, if, else if, else, each, "
			"show, end",
			(int)p->n, p->s);
}

static void text_outside(struct compiler *k, const struct piece *p)
{
	size_t i;
	int line = p->line;

	for (i = 0; i < p->n; i++) {
		if (!isspace((unsigned char)p->s[i]))
			source_stop(k->source, line,
				"text outside of a view; only use, view and {# comments #} stand there");
		line += p->s[i] == '\n';
	}
}

static void piece(struct compiler *k, const struct piece *p)
{
	if (p->kind == PIECE_TAG)
		tag(k, p);
	else if (p->kind == PIECE_VALUE && !k->depth)
		source_stop(k->source, p->line, "a value stands outside of a view");
	else if (p->kind == PIECE_VALUE)
		page_value(&k->page, p);
	else if (!k->depth)
		text_outside(k, p);
	else
		page_text(&k->page, p);
}

static void put_guard(FILE *h, const char *path)
{
	fputs("TEMPLATE_", h);
	for (; *path; path++)
		putc(isalnum((unsigned char)*path) ? toupper((unsigned char)*path) : '_', h);
	putc('\n', h);
}

void compile(struct source *s, const char *header_name, FILE *c, FILE *h)
{
	char *body = NULL;
	size_t body_n, i;
	struct compiler *k = calloc(1, sizeof(*k));

	if (!k)
		abort();
	k->source = s;
	k->emit = (struct emit){.c = open_memstream(&body, &body_n), .path = s->path};
	k->page = (struct page){.source = s, .emit = &k->emit};
	k->c_top = c;
	k->h = h;
	fprintf(c,
		"/* made from %s by mktemplates; do not edit */\n#include \"%s\"\n\n#include "
		"\"web/html.h\"\n\n",
		s->path, header_name);
	fprintf(h, "/* made from %s by mktemplates; do not edit */\n#ifndef ", s->path);
	put_guard(h, s->path);
	fputs("#define ", h);
	put_guard(h, s->path);
	fputs("\nstruct out;\n", h);
	for (i = 0; i < s->count; i++)
		piece(k, &s->pieces[i]);
	if (k->depth)
		source_problem(s, k->blocks[k->depth - 1].line, "this block is never closed by {%% end %%}");
	fclose(k->emit.c);
	fputs(body, c);
	fputs("\n#endif\n", h);
	free(body);
	free(k->emit.constant);
	free(k);
}
