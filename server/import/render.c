/* render.c -- see render.h.
 *
 * A helper that ends over a text takes the one it had not begun with it. So what got no answer is tried once
 * more, alone; a text that gets none then either is one that helpers die of, and only its words are tried,
 * unless no text gets an answer any more. */
#include "import/render.h"

#include <string.h>

#include "base/must.h"
#include "craft/craft.h"
#include "import/words.h"
#include "loop/loop.h"
#include "loop/task.h"

#define TASKS	    8 /* texts on their way at the same time */
#define TIMEOUT_MS  60000
#define WORDS_MOST  (32u << 10)
#define SOURCE_MOST (64u << 10) /* bytes a post may have; new ones half as many */

struct work {
	struct task task; /* first */
	struct render *text;
	struct arena *results;
	bool busy;
};

static struct work works[TASKS];
static unsigned busy;

/* ---- one text ---- */

static void keep(struct work *w, const char *source, const struct rendered *r)
{
	w->text->source = arena_text(w->results, source);
	w->text->safe_html = arena_text_n(w->results, r->html.s, r->html.n);
	w->text->plain = arena_text(w->results, r->plain);
}

/* Whether two texts are the same but for white space. */
static bool same_words(const char *a, const char *b)
{
	static const char white[] = " \t\r\n";

	for (;; a++, b++) {
		a += strspn(a, white);
		b += strspn(b, white);
		if (*a != *b)
			return false;
		if (*a == 0)
			return true;
	}
}

static void render_words_wait(struct task *t)
{
	struct work *w = (struct work *)t;
	struct render *text = w->text;
	struct rendered r;
	const char *words = words_of(&t->arena, text->html ? text->html : text->markdown, WORDS_MOST);

	text->reduced = true;
	craft_markdown_wait(t, words, &r);
	if (r.verdict == CRAFT_OK)
		keep(w, words, &r);
}

static void render_text_wait(struct task *t)
{
	struct work *w = (struct work *)t;
	struct render *text = w->text;
	struct rendered typed = {.verdict = CRAFT_TOO_LONG}, shown = {.verdict = CRAFT_TOO_LONG};

	if (text->markdown)
		craft_markdown_wait(t, text->markdown, &typed);
	if (text->html)
		craft_html_wait(t, text->html, &shown);
	if (shown.verdict == CRAFT_OK && strlen(shown.markdown) > SOURCE_MOST)
		shown.verdict = CRAFT_TOO_LONG;
	if (typed.verdict == CRAFT_OK && (shown.verdict != CRAFT_OK || same_words(typed.plain, shown.plain)))
		keep(w, text->markdown, &typed);
	else if (shown.verdict == CRAFT_OK)
		keep(w, shown.markdown, &shown);
	else
		render_words_wait(t);
}

/* ---- all of them ---- */

static void render_done(struct task *t)
{
	struct work *w = (struct work *)t;

	w->text->unanswered = t->failed != 0;
	task_end(t);
	w->busy = false;
	busy--;
	loop_stop();
}

static void start(struct work *w, void (*run)(struct task *), struct render *text, struct arena *a)
{
	*w = (struct work){.text = text, .results = a, .busy = true};
	busy++;
	task_start(&w->task, run, render_done, TIMEOUT_MS);
}

static bool render_alone(void (*run)(struct task *), struct render *text, struct arena *a)
{
	start(&works[0], run, text, a);
	while (busy)
		loop_run();
	return !text->unanswered;
}

static bool render_again(struct render *text, struct arena *a)
{
	struct render probe = {.markdown = "Does anybody answer?"};

	if (render_alone(render_text_wait, text, a) || render_alone(render_words_wait, text, a))
		return true;
	return render_alone(render_text_wait, &probe, a);
}

static void render_together(struct render *v, size_t n, struct arena *a)
{
	size_t next = 0;
	unsigned i;

	while (next < n || busy > 0) {
		for (i = 0; i < TASKS && next < n; i++)
			if (!works[i].busy)
				start(&works[i], render_text_wait, &v[next++], a);
		if (busy == TASKS || (busy > 0 && next == n))
			loop_run();
	}
}

bool render_all(struct render *v, size_t n, struct arena *a)
{
	size_t i;

	render_together(v, n, a);
	for (i = 0; i < n; i++)
		if (v[i].unanswered && !render_again(&v[i], a))
			return false;
	return true;
}
