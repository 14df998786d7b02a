/* render.c -- see render.h.
 *
 * A craft process ends when a text is too costly, and somebody must start another one at the same end of the
 * socket. Here that is a process of its own (the "nurse"), forked first, while this one is still small. */
#include "import/render.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/must.h"
#include "craft/craft.h"
#include "import/words.h"
#include "loop/fiber.h"
#include "loop/loop.h"
#include "loop/task.h"

#define CRAFTS_MOST 8
#define TASKS	    8 /* texts on their way at the same time: two for each of four crafts */
#define TIMEOUT_MS  60000
#define WORDS_MOST  (32u << 10)
#define SOURCE_MOST (64u << 10) /* bytes a post may have; new ones half as many */
#define RESTART_US  50000
#define TRIES	    4

static pid_t nurse;

/* ---- the nurse ---- */

static pid_t craft_start(int end)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	log_as("craft");
	craft_main(&end, 1);
}

static _Noreturn void nurse_main(const int *end, unsigned n, pid_t parent)
{
	pid_t craft[CRAFTS_MOST], gone;
	unsigned i;

	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	for (i = 0; i < n; i++)
		craft[i] = craft_start(end[i]);
	while ((gone = wait(NULL)) > 0 || errno == EINTR) {
		for (i = 0; i < n; i++) {
			if (craft[i] != gone)
				continue;
			usleep(RESTART_US);
			craft[i] = craft_start(end[i]);
		}
	}
	_exit(1);
}

bool render_open(unsigned n)
{
	int pair[2], ours[CRAFTS_MOST], theirs[CRAFTS_MOST];
	pid_t parent = getpid();
	unsigned i;

	must(n <= CRAFTS_MOST);
	for (i = 0; i < n; i++) {
		if (!craft_pair(pair))
			return false;
		ours[i] = pair[0];
		theirs[i] = pair[1];
	}
	nurse = fork();
	if (nurse < 0)
		return false;
	if (nurse == 0) {
		for (i = 0; i < n; i++)
			close(ours[i]);
		nurse_main(theirs, n, parent);
	}
	for (i = 0; i < n; i++)
		close(theirs[i]);
	loop_init();
	craft_open(ours, n);
	return true;
}

void render_close(void)
{
	craft_close();
	loop_end();
	fiber_end();
	if (nurse > 0) {
		kill(nurse, SIGKILL);
		waitpid(nurse, NULL, 0);
	}
	nurse = 0;
}

/* ---- one text ---- */

struct work {
	struct task task; /* first */
	struct render *text;
	struct arena *results;
	bool busy, again;
	unsigned tries;
};

static struct work works[TASKS];
static unsigned busy;
static bool no_answer;

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

static void render_text(struct task *t)
{
	struct work *w = (struct work *)t;
	struct render *text = w->text;
	struct rendered typed = {.verdict = CRAFT_TOO_LONG}, shown = {.verdict = CRAFT_TOO_LONG};
	const char *words;

	if (text->markdown)
		craft_markdown_wait(t, text->markdown, &typed);
	if (text->html)
		craft_html_wait(t, text->html, &shown);
	if (shown.verdict == CRAFT_OK && strlen(shown.markdown) > SOURCE_MOST)
		shown.verdict = CRAFT_TOO_LONG;
	if (typed.verdict == CRAFT_OK && (shown.verdict != CRAFT_OK || same_words(typed.plain, shown.plain)))
		return keep(w, text->markdown, &typed);
	if (shown.verdict == CRAFT_OK)
		return keep(w, shown.markdown, &shown);
	text->reduced = true;
	words = words_of(&t->arena, text->html ? text->html : text->markdown, WORDS_MOST);
	craft_markdown_wait(t, words, &typed);
	if (typed.verdict == CRAFT_OK)
		keep(w, words, &typed);
}

/* A helper that found a text too costly takes another one, which it had not begun, down with it: that is
 * tried again. */
static void render_done(struct task *t)
{
	struct work *w = (struct work *)t;

	w->again = t->failed && w->tries < TRIES;
	no_answer |= t->failed && !w->again;
	task_end(t);
	w->busy = false;
	busy--;
	loop_stop();
}

static void start(struct work *w, struct render *text, struct arena *results)
{
	unsigned tries = w->again ? w->tries : 0;

	*w = (struct work){.text = text, .results = results, .busy = true, .tries = tries + 1};
	busy++;
	task_start(&w->task, render_text, render_done, TIMEOUT_MS);
}

bool render_all(struct render *v, size_t n, struct arena *a)
{
	size_t next = 0;
	unsigned i, again;

	no_answer = false;
	do {
		for (i = again = 0; i < TASKS; i++) {
			if (works[i].again)
				start(&works[i], works[i].text, a);
			else if (!works[i].busy && next < n)
				start(&works[i], &v[next++], a);
			again += works[i].again;
		}
		if (busy == TASKS || (busy > 0 && next == n))
			loop_run();
	} while (next < n || busy > 0 || again > 0);
	return !no_answer;
}
