/* event.h -- the kinds of ops.event: what happened in the community, once each, for ever.
 *
 * Numbers are stored; never change or reuse one. One domain write = its rows + one event + its jobs, in one
 * transaction. Events carry ids and numbers, never text or names.
 *
 * Following has no event: it concerns nobody but the follower. "I have this too" says something to the asker, and has one. */
#ifndef FORUM_EVENT_H
#define FORUM_EVENT_H

#include <stdint.h>

struct task;

enum event_kind {
	/* member = who acted, other = whom it concerns, number as said */
	EVENT_THREAD_ADDED = 1,	  /* thread, post (the question); number: 1 question, 2 discussion */
	EVENT_ANSWER_ADDED = 2,	  /* thread, post; other = the thread's author. Also replies in discussions */
	EVENT_COMMENT_ADDED = 3,  /* thread, post; other = the author of what it is on; number = that post */
	EVENT_POST_EDITED = 4,	  /* thread, post; number = the new revision */
	EVENT_POST_DELETED = 5,	  /* thread, post */
	EVENT_THREAD_DELETED = 6, /* thread */

	EVENT_ACCEPTED = 10, /* thread, post; member = the asker, other = the helper */
	EVENT_UNACCEPTED = 11,
	EVENT_STAFF_ACCEPTED = 12, /* the company's word instead of the asker's */
	EVENT_STAFF_UNACCEPTED = 13,
	EVENT_THANKED = 14, /* thread, post, other = the helper */
	EVENT_UNTHANKED = 15,
	EVENT_HELPED = 16, /* "helped me too" */
	EVENT_UNHELPED = 17,
	EVENT_UNHELPFUL = 18, /* "not helpful" */
	EVENT_UNHELPFUL_UNDONE = 19,
	EVENT_ME_TOO = 20, /* thread, other = the asker: "I have this too" */
	EVENT_ME_TOO_UNDONE = 21,
	EVENT_FOUND = 22,     /* thread, post, other = the helper; member NULL for guests: "this solved it" */
	EVENT_DEFLECTED = 23, /* thread: somebody about to ask found it solved there */
	EVENT_STATE_CHANGED = 24, /* thread; number = enum thread_state */
	EVENT_CONFIRMED = 25,	  /* thread; the asker says the problem is gone */

	EVENT_MEMBER_JOINED = 40,    /* member */
	EVENT_MEMBER_CONFIRMED = 41, /* member; the e-mail address is theirs */
	EVENT_MEMBER_CLAIMED = 42,   /* member: an imported account found its person */
	EVENT_ROLES_CHANGED = 43,    /* other; number = the new set */
	EVENT_MEMBER_VERIFIED =
		44, /* other is a customer; number = since which day (days since 1970-01-01) */
	EVENT_MEMBER_UNVERIFIED = 45,
	EVENT_HOUSEHOLD_SET = 46, /* other; number = household, customer or payment cluster, 0: none known */
	EVENT_MEMBER_SUSPENDED = 47, /* other */
	EVENT_MEMBER_RESTORED = 48,
	EVENT_MEMBER_ERASED = 49, /* other; number = 1: with the text of what he wrote */

	/* thread, post, other = whose credit it is, number = the act's position in the ledger; member = the moderator, NULL: a
	 * finding */
	EVENT_CREDIT_HELD = 60,
	EVENT_CREDIT_RELEASED = 61,
	EVENT_CREDIT_VOIDED = 62,
	EVENT_CREDIT_UNVOIDED = 63,
	EVENT_REMOVAL_UPHELD = 64, /* post, other = its author: that it was removed was right */

	EVENT_LEVEL_CHANGED = 80,  /* other; number = the new level */
	EVENT_LEVEL_RULES = 81,	   /* member = the admin; number = standing.level_rules */
	EVENT_EDIT_SUGGESTED = 82, /* thread, post, other = its author; number = the suggestion */
	EVENT_SUGGESTION_APPROVED =
		83, /* the same; other = who suggested. Its edit has an event of its own */
	EVENT_SUGGESTION_DECLINED = 84,
	EVENT_SUGGESTION_WITHDRAWN = 85,
	EVENT_SUGGESTION_UNDONE = 86, /* an approved one is taken back */

	/* what moderators decide: post or thread, other = whom it concerns; number = the decision */
	EVENT_KEPT = 100,
	EVENT_HIDDEN = 101, /* member NULL: a report of private data did it */
	EVENT_RESTORED = 102,
	EVENT_MODERATED_EDIT = 103, /* the edit has an event of its own */
	EVENT_RETITLED = 104,
	EVENT_RETAGGED = 105,
	EVENT_MOVED = 106,
	EVENT_MERGED = 107,
	EVENT_SPLIT = 108,
	EVENT_LOCKED = 109,
	EVENT_UNLOCKED = 110,
	EVENT_PINNED = 111,
	EVENT_UNPINNED = 112,
	EVENT_WARNED = 113,
	EVENT_SILENCED = 114,
	EVENT_UNSILENCED = 115,
	EVENT_SUSPENDED = 116, /* beside EVENT_MEMBER_SUSPENDED, which says from when on */
	EVENT_UNSUSPENDED = 117,
	EVENT_PSEUDONYMISED = 118,
	EVENT_CRITICISM = 119,	     /* it is to be answered by the company */
	EVENT_DECISION_UNDONE = 120, /* number = the decision that was taken back */
	EVENT_REPORTED = 121,	     /* member = who reported, NULL: a guest; number = the item */
	EVENT_APPEALED = 122,	     /* number = the decision */
	EVENT_APPEAL_ANSWERED = 123, /* the same; other = who appealed */

	/* did it stay solved? thread; member = the asker; number = days after which he was asked */
	EVENT_STAYED_SOLVED = 130,
	EVENT_NOT_STAYED = 131,
	EVENT_PRIVATE_SENT =
		132, /* thread; member = the asker: private details to the company; number = community.private_sent */
};

/* Writes the event in the transaction that is open. 0 ids are stored as NULL. (event_add is a name of libevent's.) */
void event_note(struct task *t, enum event_kind kind, int64_t member, int64_t other, int64_t thread,
	int64_t post, int64_t number);

#endif
