/* batch_posts.c -- the rows of posts: questions, answers, comments, their versions and events. See
 * batch_rows.h. */
#include "import/batch_rows.h"

#include "import/dump.h"
#include "import/render.h"
#include "import/state.h"
#include "import/versions.h"

int64_t batch_member(const struct batch *w, uint32_t user)
{
	const struct dump_user *u = &w->d->user[user];

	return user && u->display && u->member_id ? u->member_id : w->st->former;
}

void batch_gain(struct gains *g, int64_t id, int64_t first, int64_t second)
{
	int64_t number = idmap_find(&g->of, id);

	if (number < 0) {
		number = (int64_t)g->gains;
		idmap_add(&g->of, id, number);
		array_add(g, gain)->id = id;
	}
	g->gain[number].first += first;
	g->gain[number].second += second;
}

void batch_happen(struct batch *w, struct batch_event event)
{
	*array_add(w, happening) = event;
}

void batch_map(struct batch *w, const char *kind, int64_t theirs, int64_t ours)
{
	bulk_row_begin(&w->map);
	bulk_put_int4(&w->map, w->st->source);
	bulk_put_text(&w->map, kind);
	bulk_put_int8(&w->map, theirs);
	bulk_put_int8(&w->map, ours);
}

struct row {
	int64_t id, thread, parent, author;
	const char *kind;
	struct when created, edited;
	int64_t accepted, votes_up, votes_down, comments;
};

/* Who wrote the version of now, and why, if it is not the first. */
static void put_editor(struct batch *w, const struct piece *piece)
{
	const struct version *now = piece->versions > 1 ? &piece->version[piece->versions - 1] : NULL;

	bulk_put_id(&w->post, now ? batch_member(w, now->author) : 0);
	bulk_put_text(&w->post, now ? now->reason : "");
}

static void put_post(struct batch *w, const struct row *x, const struct piece *piece)
{
	const struct render *r = piece->render;
	bool missing = !r || !r->source;

	bulk_row_begin(&w->post);
	bulk_put_int8(&w->post, x->id);
	bulk_put_int8(&w->post, x->thread);
	bulk_put_text(&w->post, x->kind);
	bulk_put_id(&w->post, x->parent);
	bulk_put_int8(&w->post, x->author);
	bulk_put_text(&w->post, missing ? "" : r->source);
	bulk_put_text(&w->post, missing ? "" : r->safe_html);
	bulk_put_text(&w->post, missing ? "" : r->plain);
	bulk_put_bool(&w->post, missing);
	bulk_put_when(&w->post, x->created);
	bulk_put_when(&w->post, x->edited);
	bulk_put_int4(&w->post, piece->versions ? (int64_t)piece->versions : 1);
	put_editor(w, piece);
	bulk_put_int2(&w->post, x->accepted);
	bulk_put_int4(&w->post, x->votes_up);
	bulk_put_int4(&w->post, x->votes_down);
	bulk_put_int4(&w->post, x->comments);
}

/* All versions but the last, which is the post itself; each edit happened when the next one was written. */
static void put_versions(struct batch *w, const struct row *x, const struct piece *piece)
{
	size_t i;

	for (i = 0; i + 1 < piece->versions; i++) {
		const struct version *v = &piece->version[i], *next = v + 1;

		bulk_row_begin(&w->revision);
		bulk_put_int8(&w->revision, x->id);
		bulk_put_int4(&w->revision, (int64_t)i + 1);
		bulk_put_int8(&w->revision, batch_member(w, v->author));
		bulk_put_text(&w->revision, v->title);
		bulk_put_text(&w->revision, v->source);
		bulk_put_text(&w->revision, v->reason);
		bulk_put_when(&w->revision, v->at);
		batch_happen(w, (struct batch_event){.at = next->at,
					.kind = EVENT_POST_EDITED,
					.member = batch_member(w, next->author),
					.thread = x->thread,
					.post = x->id,
					.number = (int64_t)i + 2});
	}
}

static struct when edited_at(const struct dump_post *post, const struct piece *piece)
{
	return piece->versions > 1 ? piece->version[piece->versions - 1].at : post->edited;
}

void batch_post(struct batch *w, const struct dump_thread *thread, const struct dump_post *post,
	bool accepted, const struct piece *piece)
{
	struct row x = {
		.id = post->post_id,
		.thread = thread->thread_id,
		.kind = post->kind == DUMP_QUESTION ? "question" : "answer",
		.author = batch_member(w, post->owner),
		.created = post->created,
		.edited = edited_at(post, piece),
		.accepted = accepted,
		.votes_up = post->votes_up,
		.votes_down = post->votes_down,
		.comments = post->comments,
	};

	put_post(w, &x, piece);
	put_versions(w, &x, piece);
	batch_map(w, "post", post->id, post->post_id);
	w->counts.posts++;
	w->counts.votes += post->votes_up + post->votes_down + post->accept_vote;
	w->counts.history += post->histories;
}

void batch_answer(struct batch *w, const struct dump_thread *thread, const struct dump_post *answer,
	bool accepted, const struct piece *piece)
{
	int64_t author = batch_member(w, answer->owner);

	batch_post(w, thread, answer, accepted, piece);
	batch_gain(&w->members, author, 1, 0);
	batch_happen(w, (struct batch_event){.at = answer->created,
				.kind = EVENT_ANSWER_ADDED,
				.member = author,
				.other = batch_member(w, w->d->post[thread->question].owner),
				.thread = thread->thread_id,
				.post = answer->post_id});
}

void batch_comment(struct batch *w, const struct dump_thread *thread, const struct dump_comment *comment,
	const struct piece *piece)
{
	const struct dump_post *on = &w->d->post[comment->post];
	struct row x = {
		.id = comment->post_id,
		.thread = thread->thread_id,
		.parent = on->post_id,
		.kind = "comment",
		.author = batch_member(w, comment->author),
		.created = comment->created,
	};

	put_post(w, &x, piece);
	batch_map(w, "comment", comment->id, comment->post_id);
	w->counts.comments++;
	batch_happen(w, (struct batch_event){.at = comment->created,
				.kind = EVENT_COMMENT_ADDED,
				.member = x.author,
				.other = batch_member(w, on->owner),
				.thread = x.thread,
				.post = x.id,
				.number = x.parent});
}
