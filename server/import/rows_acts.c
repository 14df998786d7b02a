/* rows_acts.c -- Comments, Votes and PostLinks; see rows.h. */
#include <string.h>

#include "import/dump.h"
#include "import/reader.h"
#include "import/rows.h"

/* ---- Comments ---- */

enum { C_ID, C_POST, C_DATE, C_USER, C_TEXT };
static const char *const comment_columns[] = {"Id", "PostId", "CreationDate", "UserId", "Text", NULL};

static void row_comment(struct dump *d, struct reader *r)
{
	struct dump_comment comment = {0};
	int64_t post, user;

	if (!rows_number(r, C_ID, &comment.id) || !rows_number(r, C_POST, &post) ||
		!rows_date(r, C_DATE, &comment.created) || !rows_number_or_0(r, C_USER, &user))
		return;
	comment.post = rows_post(d, post, &d->comments_t);
	if (comment.post == DUMP_NONE)
		return;
	if (!idmap_add(&d->comment_of, comment.id, (int64_t)d->comments)) {
		reader_refuse(r, "a second comment with the Id %lld", (long long)comment.id);
		return;
	}
	comment.author = rows_user(d, user);
	comment.text = spool_keep(d->spool, reader_text(r, C_TEXT));
	*array_add(d, comment) = comment;
}

const struct rows rows_comments = {comment_columns, row_comment, NULL};

/* ---- Votes ---- */

enum { V_ID, V_POST, V_TYPE, V_DATE, V_USER };
static const char *const vote_columns[] = {"Id", "PostId", "VoteTypeId", "CreationDate", "UserId", NULL};

enum { VOTE_ACCEPT = 1, VOTE_UP = 2, VOTE_DOWN = 3, VOTE_FOLLOW = 5 };

static const char *why_no_vote(int64_t type)
{
	switch (type) {
	case 4:
	case 12:
		return "a flag: offensive or spam";
	case 6:
	case 7:
		return "for closing or reopening";
	case 8:
	case 9:
		return "a bounty: there are none here";
	case 10:
	case 11:
		return "for deleting or restoring";
	case 15:
	case 16:
		return "a review of a moderator or of an edit";
	default:
		return "a kind of vote that is not known";
	}
}

/* The question says which answer is accepted; the vote says when. */
static void take_accept_vote(struct dump *d, uint32_t answer, struct when at)
{
	struct dump_post *question = &d->post[d->thread[d->post[answer].thread].question];

	if (question->accepted != d->post[answer].id) {
		tally_skip(&d->votes_t, "an acceptance that was taken back", 1);
	} else if (question->accept_vote) {
		tally_skip(&d->votes_t, "a second acceptance of the same answer", 1);
	} else {
		question->accept_vote = true;
		question->accepted_at = at;
	}
}

static void take_follow(struct dump *d, uint32_t post, int64_t user, struct when at)
{
	struct dump_follow *follow;

	if (user <= 0) {
		tally_skip(&d->votes_t, "a bookmark of nobody", 1);
		return;
	}
	follow = array_add(d, follow);
	*follow = (struct dump_follow){.at = at, .post = post, .user = rows_user(d, user)};
}

static void row_vote(struct dump *d, struct reader *r)
{
	int64_t id, post_id, type, user;
	struct when at;
	uint32_t post;

	if (!rows_number(r, V_ID, &id) || !rows_number(r, V_POST, &post_id) ||
		!rows_number(r, V_TYPE, &type) || !rows_date(r, V_DATE, &at) ||
		!rows_number_or_0(r, V_USER, &user))
		return;
	if (type != VOTE_ACCEPT && type != VOTE_UP && type != VOTE_DOWN && type != VOTE_FOLLOW) {
		tally_skip(&d->votes_t, why_no_vote(type), 1);
		return;
	}
	post = rows_post(d, post_id, &d->votes_t);
	if (post == DUMP_NONE)
		return;
	if (type == VOTE_ACCEPT)
		take_accept_vote(d, post, at);
	else if (type == VOTE_FOLLOW)
		take_follow(d, post, user, at);
	else if (type == VOTE_UP)
		d->post[post].votes_up++;
	else
		d->post[post].votes_down++;
}

const struct rows rows_votes = {vote_columns, row_vote, NULL};

/* ---- PostLinks ---- */

enum { L_ID, L_DATE, L_POST, L_OTHER, L_TYPE };
static const char *const link_columns[] = {"Id", "CreationDate", "PostId", "RelatedPostId", "LinkTypeId",
	NULL};

static void row_link(struct dump *d, struct reader *r)
{
	struct dump_link link = {0};
	int64_t post, other, type;

	if (!rows_number(r, L_ID, &link.id) || !rows_date(r, L_DATE, &link.at) ||
		!rows_number(r, L_POST, &post) || !rows_number(r, L_OTHER, &other) ||
		!rows_number(r, L_TYPE, &type))
		return;
	if (type != 1 && type != 3) {
		tally_skip(&d->links_t, "a kind of link that is not known", 1);
		return;
	}
	link.duplicate = type == 3;
	link.post = rows_post(d, post, &d->links_t);
	if (link.post == DUMP_NONE)
		return;
	link.other = rows_post(d, other, &d->links_t);
	if (link.other == DUMP_NONE)
		return;
	if (d->post[link.post].thread == d->post[link.other].thread)
		tally_skip(&d->links_t, "within one thread", 1);
	else
		*array_add(d, link) = link;
}

const struct rows rows_links = {link_columns, row_link, NULL};
