/* harm.c -- see harm.h. */
#include "forum/harm/harm.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/intl.h"
#include "db/query.h"
#include "forum/harm/harm_inside.h"
#include "forum/harm/harm_view.h"
#include "forum/harm/measure.h"
#include "forum/level/level.h"
#include "forum/moderation/moderation.h"
#include "forum/rate.h"
#include "forum/site.h"
#include "web/reply.h"
#include "web/request.h"

#define EXEMPT (ROLE_MODERATOR | ROLE_STAFF | ROLE_ADMIN)

static void settings_read(struct arena *a, struct harm_look *look)
{
	size_t i;

	harm_settings_default(&look->settings);
	for (i = 0; i < look->rows.n; i++)
		harm_settings_take(a, &look->settings, look->rows.v[i].key, look->rows.v[i].value);
}

/* What posts are counted by; how many there may be is known when the settings are. */
static void limits_of(struct request *rq, struct rate limits[HARM_RATES])
{
	struct arena *a = &rq->task.arena;

	limits[0] = (struct rate){"posts of address", rate_prefix(a, rq->address), 0, 3600};
	limits[1] =
		(struct rate){"posts of member", arena_printf(a, "%lld", (long long)rq->viewer.id), 0, 3600};
}

struct harm_look *harm_look_ask(struct request *rq, const struct harm_draft *draft)
{
	struct task *t = &rq->task;
	struct harm_look *look = arena_new(&t->arena, struct harm_look);

	look->draft = *draft;
	look->signs = bayes_signs_of(&t->arena, draft->title, draft->source, site.url);
	limits_of(rq, look->limits);
	/* First: what is asked below then knows what others of his, sent in the same moment, came to. */
	if (!draft->edits && !(rq->viewer.roles & EXEMPT))
		rate_hold(t, look->limits, HARM_RATES, look->counts);
	harm_rows_find(t, &look->rows);
	harm_facts_find(rq, draft, &look->facts);
	harm_learnt_find(t, look->signs, &look->learnt, &look->known);
	harm_alike_find(t, draft->source, draft->edits, &look->alike);
	return look;
}

void harm_look_take(struct request *rq, struct harm_look *look)
{
	settings_read(&rq->task.arena, look);
}

/* ---- the same again ---- */

/* Whether the same text was posted before, by himself or by several others; ${v} says where. */
static bool is_same(const struct harm_look *look, struct harm_view *v)
{
	const struct harm_facts *f = look->facts;
	const int64_t *limit = look->settings.number;

	/* Of no hours there is nothing, though another's post may have been committed since this transaction began. */
	if (!limit[HARM_SAME_HOURS] || (int64_t)text_characters(look->draft.source) < limit[HARM_SAME_LENGTH])
		return false;
	v->own = f->same_own != 0;
	v->same = v->own ? f->same_own : f->same_others;
	return v->own || f->same_members >= limit[HARM_SAME_MEMBERS];
}

/* ---- limits ---- */

static int level_of(const struct viewer *v)
{
	return v->roles & EXEMPT ? LEVELS - 1 : v->level;
}

/* What is too much of something in ${text}; NULL: nothing. What stood there before is not held against an edit. */
static const char *too_many(struct request *rq, const struct harm_look *look, const char *was)
{
	struct arena *a = &rq->task.arena;
	const char *text = harm_text_of(a, &look->draft);
	int level = level_of(&rq->viewer);
	int64_t links = look->settings.number[harm_of_level(HARM_LINKS, level)],
		mentions = look->settings.number[harm_of_level(HARM_MENTIONS, level)];
	size_t n = measure_hosts(a, text, site.url).n;

	if ((int64_t)n > links && !(was && n <= measure_hosts(a, was, site.url).n))
		return arena_printf(a,
			_("There are %zu links to other sites in this, and at your level a post may have %lld. Which ones are needed?"),
			n, (long long)links);
	n = measure_mentions(a, text);
	if ((int64_t)n > mentions && !(was && n <= measure_mentions(a, was)))
		return arena_printf(a,
			_("You call %zu people by @name, and at your level it may be %lld in a post. They are all told."),
			n, (long long)mentions);
	return NULL;
}

bool harm_rate_ok_or_reply(struct request *rq, const struct harm_look *look)
{
	const int64_t *number = look->settings.number;
	struct rate limits[HARM_RATES] = {look->limits[0], look->limits[1]};
	int again_s;

	limits[0].most = (int)number[HARM_ADDRESS];
	limits[1].most = (int)number[harm_of_level(HARM_POSTS, level_of(&rq->viewer))];
	if (look->facts->sent || (rq->viewer.roles & EXEMPT) ||
		rate_room(limits, HARM_RATES, look->counts, &again_s))
		return true;
	reply_retry_after(rq, 429, again_s,
		_("There were very many posts within an hour. Please wait a little; what you wrote is kept here."));
	return false;
}

/* ---- forms filled by programs ---- */

#define SECONDS_MOST 1000000

const char *harm_trapped_text(void)
{
	return _(
		"This came back quicker than people can read it. Please look at it once more, and send it again.");
}

/* Since the form was made; -1: it does not say. */
static int64_t seconds_since(const struct form *form)
{
	int64_t seconds = clock_now().us / 1000000 - form_int8(form, "since");

	if (!form_has(form, "since"))
		return -1;
	return seconds < 0 ? 0 : seconds < SECONDS_MOST ? seconds : SECONDS_MOST;
}

static bool is_trapped(const struct form *form, int64_t seconds, bool must)
{
	if (!text_empty(form_text(form, "more")))
		return true;
	return form_has(form, "since") ? seconds_since(form) < seconds : must;
}

bool harm_trapped_wait(struct request *rq, bool must)
{
	struct harm_look look = {0};

	harm_rows_find(&rq->task, &look.rows);
	db_wait(&rq->task);
	settings_read(&rq->task.arena, &look);
	return is_trapped(&rq->body, look.settings.number[HARM_FILL_SECONDS],
		must && look.settings.number[HARM_FILL_SECONDS]);
}

/* ---- newcomers ---- */

static struct harm_signs signs_of(const struct viewer *v, const struct harm_look *look)
{
	return (struct harm_signs){.exempt = (v->roles & EXEMPT) != 0,
		.level = v->level,
		.posts = look->facts->posts,
		.fresh = look->facts->fresh,
		.suspects = look->facts->suspects,
		.spam = -1};
}

static bool waits(const struct viewer *v, const struct harm_look *look)
{
	struct harm_signs s = signs_of(v, look);

	return look->facts->waiting && harm_is_newcomer(&look->settings, &s);
}

/* Counted up to a bound, so that numbers stay small. */
#define LEARNT_MOST 100000

static int64_t learnt_of(const struct bayes_learnt *l)
{
	int64_t n = l->spam < l->ham ? l->spam : l->ham;

	return n < LEARNT_MOST ? n : LEARNT_MOST;
}

/* A short text is like many that are honest: "Thanks, that was it!" is removed with all that an account for spam wrote, and says nothing about the
 * next who writes it. With something to reach the seller by it does. */
static bool says_enough(const struct harm_look *look)
{
	return (int64_t)text_characters(look->draft.source) >= look->settings.number[HARM_SAME_LENGTH] ||
	       bayes_reaches(look->signs);
}

static void judge(struct request *rq, struct harm_look *look)
{
	struct harm_signs s = signs_of(&rq->viewer, look);
	struct bayes_verdict says;
	size_t i, n = says_enough(look) ? look->alike.n : 0;

	look->learnt->signs = look->known;
	s.learnt = learnt_of(look->learnt);
	if (s.learnt) {
		bayes_judge(&rq->task.arena, look->learnt, &says);
		s.spam = says.spam;
		s.words = says.why;
	}
	for (i = 0; i < n; i++) {
		const struct harm_alike *x = &look->alike.v[i];

		if (x->days >= look->settings.number[HARM_ALIKE_DAYS])
			break;
		s.alike = (int)x->percent;
		s.like = x->post;
	}
	harm_judge(&rq->task.arena, &look->settings, &s, &look->verdict);
}

bool harm_holds(const struct harm_look *look)
{
	return look->verdict.fate == FATE_HELD || look->verdict.wave;
}

#define HARM_OF_SPAM  40
#define HARM_OF_FIRST 10
#define HARM_OF_WAVE  30

static void waits_for_a_look(struct task *t, const struct harm_verdict *v, int64_t post)
{
	queue_put(t, &(struct queued){
			     .kind = v->suspect ? QUEUE_SUSPICION
				     : v->wave	? QUEUE_HELD
						: QUEUE_FIRST_POST,
			     .post = post,
			     .harm = v->suspect ? HARM_OF_SPAM
				     : v->wave	? HARM_OF_WAVE
						: HARM_OF_FIRST,
			     .why = v->why,
		     });
}

static void fate_apply(struct task *t, const struct harm_look *look, int64_t post)
{
	const struct harm_verdict *v = &look->verdict;

	if (harm_holds(look))
		harm_post_hold(t, post);
	if (v->fate != FATE_SHOWN || v->wave)
		waits_for_a_look(t, v, post);
}

void harm_apply(struct request *rq, const struct harm_look *look, int64_t post)
{
	struct task *t = &rq->task;
	const char *text = harm_text_of(&t->arena, &look->draft);

	if (rq->viewer.roles & EXEMPT)
		return;
	rate_count(t, look->limits, HARM_RATES);
	harm_look_note(t, post, look,
		&(struct harm_noted){measure_hosts(&t->arena, text, site.url).n,
			measure_mentions(&t->arena, text), seconds_since(&rq->body)});
	fate_apply(t, look, post);
}

void harm_apply_edit(struct request *rq, const struct harm_look *look, int64_t post)
{
	if (!(rq->viewer.roles & EXEMPT))
		fate_apply(&rq->task, look, post);
}

/* ---- what comes next ---- */

const char *harm_private_path(struct arena *a, const struct harm_look *look)
{
	return arena_printf(a, "/t/%lld/private", (long long)look->facts->asked);
}

const char *harm_wrong(const struct harm_look *look)
{
	return look->wrong;
}

enum harm_next harm_next(struct request *rq, struct harm_look *look, const char *was)
{
	struct harm_view same = {0};

	if (text_is(form_text(&rq->body, "private"), "edit"))
		return HARM_AGAIN;
	if (text_is(form_text(&rq->body, "private"), "company") && look->facts->asked)
		return HARM_PRIVATE;
	/* A key that was used up ends in what it made. Edits do not end so, and are looked at whatever key they bring. */
	if (look->facts->sent && !was)
		return HARM_GO;
	look->wrong = too_many(rq, look, was);
	if (!look->wrong && !was && is_trapped(&rq->body, look->settings.number[HARM_FILL_SECONDS], false))
		look->wrong = harm_trapped_text();
	if (!look->wrong && !was && waits(&rq->viewer, look))
		look->wrong = _(
			"Your last post waits for a moderator's look. You can post again once it is shown; what you typed is kept.");
	if (look->wrong)
		return HARM_AGAIN;
	judge(rq, look);
	if (!was && !(rq->viewer.roles & EXEMPT) && is_same(look, &same)) {
		harm_ask_reply(rq, &same);
		return HARM_ASKED;
	}
	return harm_ask_about_private(rq, look, was);
}
