/* moderation_test.c -- moderation in the database: that each cell of role × act × state is refused or done as rules.c says, what the doors
 * are refused, and that nobody answers an appeal against his own decision. */
#include "sql/doors.h"

#include <stdio.h>
#include <string.h>

#include "forum/moderation/rules.h"
#include "web/request.h"

#define MODERATE(actor, session, act, rule, post, member) \
	"SELECT community.moderate(" actor ", " session ", '" act "', '" rule "', '', " post \
	", NULL, " member ", '{}', NULL, NULL)"
#define SWEEP(actor, session, rule, posts, accounts) \
	"SELECT community.sweep_begin(" actor ", " session ", '" rule "', '', '" posts "', '" accounts \
	"', 60)"

/* Members 1 and 2 (plain; 2 wrote answer 2), 3 and 4 (moderators), 5 (admin), 6 (staff), 8 (of the highest level: he reads
 * the queue and decides nothing); each has the session of his own number. */
static const struct attempt attempts[] = {
	/* the public door writes no decision, sanction, appeal, report or redirect by itself */
	{"bothy_web",
		WRITE
		"INSERT INTO community.decision (actor_id, action, rule, public) VALUES (3, 'hide', 'spam', true)",
		DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.decision SET actor_id = 4", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.decision SET undone_at = now()", DENIED, NULL},
	{"bothy_web", WRITE "DELETE FROM community.decision", DENIED, NULL},
	{"bothy_web",
		WRITE
		"INSERT INTO community.sanction (member_id, kind, decision_id) VALUES (1, 'suspend', 1)",
		DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.sanction SET ended_at = now()", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO community.appeal (decision_id, member_id, text) VALUES (1, 1, 'x')",
		DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.appeal SET overturned = true", DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO community.report (item_id, reason, weight) VALUES (1, 'spam', 1)",
		DENIED, NULL},
	{"bothy_web",
		WRITE
		"INSERT INTO community.thread_redirect (thread_id, to_id, decision_id) VALUES (1, 2, 1)",
		DENIED, NULL},
	{"bothy_web", WRITE "INSERT INTO community.queue_item (kind, post_id) VALUES ('report', 1)", DENIED,
		NULL},
	{"bothy_web", WRITE "UPDATE community.queue_item SET done_at = now()", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.queue_item SET taken_by = 3, taken_at = now()", "", NULL},
	{"bothy_web", WRITE "UPDATE community.post SET gone = 'hidden' WHERE id = 2", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.post_revision SET hidden = true", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.member SET silenced_until = NULL", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.thread SET pinned_at = now()", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.sanction_end(1, 'suspend')", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.post_hide(2, 'hidden', NULL)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.post_restore(7)", DENIED, NULL},
	/* … nor brings back what a moderator hid, or what waits */
	{"bothy_web", WRITE "UPDATE community.post SET deleted_at = NULL WHERE id = 7", DENIED, NULL},
	{"bothy_web", WRITE "UPDATE community.post SET deleted_at = now() WHERE id = 2", "", NULL},
	/* a moderator decides in his own session, and in nobody else's name */
	{"bothy_web", WRITE MODERATE("3", "3", "hide", "spam", "2", "NULL"), "", NULL},
	{"bothy_web", WRITE MODERATE("3", "4", "hide", "spam", "2", "NULL"), DENIED, NULL},
	{"bothy_web", WRITE MODERATE("1", "1", "hide", "spam", "2", "NULL"), DENIED, NULL},
	{"bothy_web", WRITE MODERATE("NULL", "3", "hide", "spam", "2", "NULL"), DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.moderate_undo(1, 1, 1)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.moderate_many(3, 4, 'hide', 'spam', '', '{2}', 1)", DENIED,
		NULL},
	/* many at once, in his own session; the worker carries it out and can begin nothing */
	{"bothy_web", WRITE SWEEP("3", "3", "spam", "{2}", "suspend"), "", NULL},
	{"bothy_web", WRITE SWEEP("3", "4", "spam", "{2}", "suspend"), DENIED, NULL},
	{"bothy_web", WRITE SWEEP("1", "1", "spam", "{2}", "suspend"), DENIED, NULL},
	{"bothy_web", WRITE SWEEP("3", "NULL", "spam", "{2}", "suspend"), DENIED, NULL},
	{"bothy_work", WRITE SWEEP("3", "3", "spam", "{2}", "suspend"), DENIED, NULL},
	{"bothy_web", WRITE SWEEP("3", "3", "none", "{2}", "leave"), CHECKED, "decision_has_a_rule"},
	{"bothy_web", WRITE SWEEP("3", "3", "criticism", "{2}", "leave"), CHECKED, "decision_rule_check"},
	{"bothy_web", WRITE SWEEP("3", "3", "spam", "{7}", "leave"), CHECKED, "decision_step"},
	{"bothy_web", WRITE SWEEP("3", "3", "spam", "{2}", "burn"), CHECKED, "sweep_accounts_check"},
	{"bothy_web", WRITE "SELECT community.sweep_undo(3, 4, 1)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.sweep_on(1, 10)", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.sweep_back(1, 10)", DENIED, NULL},
	{"bothy_work", WRITE "SELECT community.sweep_undo(3, 3, 1)", DENIED, NULL},
	{"bothy_work", WRITE "UPDATE community.sweep_target SET post_id = 2", DENIED, NULL},
	{"bothy_work", WRITE MODERATE("3", "NULL", "hide", "spam", "2", "NULL"), DENIED, NULL},
	{"bothy_desk", WRITE MODERATE("3", "3", "hide", "spam", "2", "NULL"), DENIED, NULL},
	{"bothy_work", WRITE MODERATE("3", "3", "hide", "spam", "2", "NULL"), DENIED, NULL},
	/* with a reason; criticism is none */
	{"bothy_web", WRITE MODERATE("3", "3", "hide", "none", "2", "NULL"), CHECKED, "decision_has_a_rule"},
	{"bothy_web", WRITE MODERATE("3", "3", "hide", "other", "2", "NULL"), CHECKED, "decision_says_why"},
	{"bothy_web", WRITE MODERATE("3", "3", "hide", "criticism", "2", "NULL"), CHECKED,
		"decision_rule_check"},
	/* decision 1: 3 hid answer 7 of member 2 */
	{"bothy_web", WRITE "SELECT community.appeal_add(2, 2, 1, 'No')", "", NULL},
	{"bothy_web", WRITE "SELECT community.appeal_add(2, 1, 1, 'No')", DENIED, NULL},
	{"bothy_web", WRITE "SELECT community.appeal_add(1, 1, 1, 'No')", CHECKED, "appeal_against"},
	{"bothy_web", WRITE "SELECT community.appeal_add(2, 2, 1, 'No'), community.appeal_add(2, 2, 1, 'No')",
		TWICE, "appeal_once"},
	{"bothy_web",
		WRITE
		"SELECT community.appeal_add(2, 2, 1, 'No'); SELECT community.appeal_answer(3, 3, max(id), false, 'x') FROM community.appeal",
		CHECKED, "appeal_by_another"},
	{"bothy_web",
		WRITE
		"SELECT community.appeal_add(2, 2, 1, 'No'); SELECT community.appeal_answer(4, 4, max(id), true, 'x') FROM community.appeal",
		"", NULL},
	{"bothy_web",
		WRITE
		"SELECT community.appeal_add(2, 2, 1, 'No'); SELECT community.appeal_answer(4, 4, max(id), true, 'x') FROM community.appeal;"
		"SELECT community.appeal_answer(5, 5, max(id), false, 'x') FROM community.appeal",
		CHECKED, "decision_step"},
	/* reports: once each, not of one's own */
	{"bothy_web", WRITE "SELECT community.report_add(1, 2, NULL, 'spam', '', 1)", "", NULL},
	{"bothy_web",
		WRITE
		"SELECT community.report_add(1, 2, NULL, 'spam', '', 1); SELECT community.report_add(1, 2, NULL, 'abuse', '', 1)",
		TWICE, "report_once"},
	{"bothy_web", WRITE "SELECT community.report_add(2, 2, NULL, 'spam', '', 1)", CHECKED,
		"report_not_of_oneself"},
	{"bothy_web", WRITE "SELECT community.report_add(1, 2, NULL, 'criticism', '', 1)", CHECKED,
		"report_reason_check"},
	/* notes are the moderators', and none of the desk's or of customers' business */
	{"bothy_web", WRITE "UPDATE community.member_note SET text = ''", DENIED, NULL},
	{"bothy_desk", "SELECT * FROM community.member_note", DENIED, NULL},
	{"bothy_desk", "SELECT * FROM community.report", DENIED, NULL},
};

static void test_what_is_refused(void **state)
{
	(void)state;
	doors_hold(attempts, sizeof(attempts) / sizeof(attempts[0]));
}

/* ---- every cell ---- */

static bool on_member(enum moderation m)
{
	return m >= MODERATION_WARN && m <= MODERATION_PSEUDONYMISE;
}

static bool on_thread(enum moderation m)
{
	return m >= MODERATION_MOVE && m <= MODERATION_UNPIN;
}

/* Whether an object of that kind can be in that state, and the act is tried on that kind here. */
static bool cell_is(enum moderation m, enum target_state s)
{
	if (on_member(m))
		return s >= TARGET_ACTIVE;
	/* Of members who were reported; criticism of the company is in a post. */
	if (s >= TARGET_ACTIVE)
		return m == MODERATION_KEEP || m == MODERATION_CRITICISM || m == MODERATION_HIDE;
	return s < TARGET_MERGED || (on_thread(m) && s == TARGET_MERGED);
}

static const char *details_of(enum moderation m)
{
	switch (m) {
	case MODERATION_MOVE:
		return "{\"topic_id\":2}";
	case MODERATION_MERGE:
		return "{\"to_id\":2}";
	case MODERATION_SPLIT:
		return "{\"posts\":[2],\"title\":\"A title\",\"slug\":\"a-title\"}";
	case MODERATION_SILENCE:
		return "{\"until\":\"2999-01-01\"}";
	case MODERATION_PSEUDONYMISE:
		return "{\"display\":\"Member\",\"skeleton\":\"member-x\"}";
	default:
		return "{\"revision\":2}";
	}
}

/* The target in that state, the concerned being ${who} with ${roles}; in the transaction of ${pg}, as the superuser. */
static void target_set(PGconn *pg, enum moderation m, enum target_state s, int who, unsigned roles)
{
	char sql[1600];
	const char *name = target_state_name(s);
	bool gone = s >= TARGET_HIDDEN && s <= TARGET_MERGED;

	snprintf(sql, sizeof(sql),
		"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; UPDATE community.member SET roles = %u WHERE id = %d;"
		"UPDATE community.post SET author_id = %d WHERE id = 2; UPDATE community.thread SET author_id = %d, locked = %s, pinned_at = %s WHERE id = 1;",
		roles, who, who, who, m == MODERATION_UNLOCK ? "true" : "false",
		m == MODERATION_UNPIN ? "now()" : "NULL");
	PQclear(PQexec(pg, sql));
	if (s >= TARGET_ACTIVE)
		snprintf(sql, sizeof(sql),
			"UPDATE community.member SET state = '%s', silenced_until = %s WHERE id = %d", name,
			m == MODERATION_UNSILENCE ? "now() + interval '1 day'" : "NULL", who);
	else
		snprintf(sql, sizeof(sql),
			"UPDATE community.%s SET deleted_at = %s, gone = %s%s%s WHERE id = %d",
			on_thread(m) ? "thread" : "post", gone ? "now()" : "NULL", gone ? "'" : "",
			gone ? name : "NULL", gone ? "'" : "", on_thread(m) ? 1 : 2);
	PQclear(PQexec(pg, sql));
	PQclear(PQexec(pg, "SELECT community.thread_recount(1)"));
}

/* What the database says of the cell, as rules.c would. */
static enum moderation_verdict verdict_of(PGconn *pg, enum moderation m, enum target_state s, int actor,
	int who)
{
	char sql[700];
	const char *state, *constraint;
	enum moderation_verdict v = MAY;
	PGresult *res;

	snprintf(sql, sizeof(sql),
		"SET LOCAL ROLE bothy_web; SELECT community.moderate(%d, %d, '%s', 'abuse', '', %s, %s, NULLIF(%d, 0), '%s', NULL, NULL)",
		actor, actor, moderation_name(m), s < TARGET_ACTIVE && !on_thread(m) ? "2" : "NULL",
		on_thread(m) ? "1" : "NULL", s >= TARGET_ACTIVE ? who : 0, details_of(m));
	res = PQexec(pg, sql);
	state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	constraint = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
	if (state)
		v = strcmp(state, DENIED) == 0				 ? MAY_NOT
		    : !constraint					 ? (enum moderation_verdict)99
		    : strcmp(constraint, "decision_not_of_oneself") == 0 ? MAY_NOT_OWN
		    : strcmp(constraint, "decision_admins") == 0	 ? MAY_NOT_PEER
		    : strcmp(constraint, "decision_step") == 0		 ? MAY_NOT_STEP
									 : (enum moderation_verdict)98;
	if (v > MAY_NOT_STEP)
		print_error("%s\n", PQresultErrorMessage(res));
	PQclear(res);
	PQclear(PQexec(pg, "ROLLBACK"));
	return v;
}

static void test_every_cell(void **state)
{
	static const struct {
		int id;
		unsigned roles;
	} actors[] = {{0, 0}, {1, 1}, {8, 1}, {6, 5}, {3, 3}, {5, 9}};
	static const unsigned targets[] = {1, 3, 5, 9};
	PGconn *pg = schema_open(doors_address);
	int m, s, wrong = 0, cells = 0;
	size_t a, t;

	(void)state;
	for (m = 0; m < MODERATIONS; m++)
		for (s = 0; s < TARGET_STATES; s++)
			for (a = 0; a < 6; a++)
				for (t = 0; t < 5; t++) {
					bool own = t == 4;
					int who = own ? actors[a].id : 2;
					unsigned roles = own ? actors[a].roles : targets[t];
					enum moderation_verdict says, rules;

					/* A guest has nothing of his own. Who is suspended, or has left, decides nothing, whatever it is about. */
					if (!cell_is((enum moderation)m, (enum target_state)s) ||
						(own && (s > TARGET_ACTIVE || !actors[a].id)))
						continue;
					target_set(pg, (enum moderation)m, (enum target_state)s, who, roles);
					says = verdict_of(pg, (enum moderation)m, (enum target_state)s,
						actors[a].id, who);
					rules = moderation_may((enum moderation)m, actors[a].roles, own,
						roles, (enum target_state)s);
					cells++;
					if (says == rules)
						continue;
					wrong++;
					print_error(
						"%s of %s by %d (roles %u), concerned %d (roles %u): the database %d, rules.c %d\n",
						moderation_name((enum moderation)m),
						target_state_name((enum target_state)s), actors[a].id,
						actors[a].roles, who, roles, says, rules);
				}
	PQfinish(pg);
	assert_int_equal(wrong, 0);
	assert_true(cells > 1900);
}

/* ---- going there and back leaves everything as it was ---- */

#define PICTURE \
	"(SELECT md5(string_agg(x, ';' ORDER BY x)) FROM (SELECT format('p%s %s %s %s %s %s', id, thread_id, kind, parent_id, deleted_at IS NULL, gone) AS x" \
	" FROM community.post UNION ALL SELECT format('t%s %s %s %s %s %s %s %s', id, topic_id, state, deleted_at IS NULL, gone, locked, answers, comments)" \
	" FROM community.thread WHERE id < 3 UNION ALL SELECT format('m%s %s %s %s %s', id, username, display, state, silenced_until) FROM community.member" \
	" UNION ALL SELECT format('f%s %s', thread_id, member_id) FROM community.follow WHERE thread_id < 3) p)"

static void test_undo_leaves_all_as_it_was(void **state)
{
	PGconn *pg = schema_open(doors_address);
	int m, s, tried = 0;

	(void)state;
	for (m = 0; m < MODERATIONS; m++)
		for (s = 0; s < TARGET_STATES; s++) {
			char sql[2600];
			PGresult *res;

			if (!cell_is((enum moderation)m, (enum target_state)s) ||
				!moderation_step((enum moderation)m, (enum target_state)s))
				continue;
			target_set(pg, (enum moderation)m, (enum target_state)s, 2, 1);
			/* A suspension that nobody decided has no row to come back to. */
			if (m == MODERATION_UNSUSPEND)
				PQclear(PQexec(pg,
					"INSERT INTO community.sanction (member_id, kind, decision_id) VALUES (2, 'suspend', 1)"));
			snprintf(sql, sizeof(sql),
				"CREATE TEMP TABLE was ON COMMIT DROP AS SELECT %s AS x; CREATE TEMP TABLE made ON COMMIT DROP AS"
				" SELECT community.moderate(3, 3, '%s', 'abuse', '', %s, %s, NULLIF(%d, 0), '%s', NULL, NULL) AS id;"
				"SELECT community.moderate_undo(4, 4, id) FROM made;"
				"SELECT x = %s FROM was",
				PICTURE, moderation_name((enum moderation)m),
				s < TARGET_ACTIVE && !on_thread((enum moderation)m) ? "2" : "NULL",
				on_thread((enum moderation)m) ? "1" : "NULL", s >= TARGET_ACTIVE ? 2 : 0,
				details_of((enum moderation)m), PICTURE);
			res = PQexec(pg, sql);
			if (PQresultStatus(res) != PGRES_TUPLES_OK || PQgetvalue(res, 0, 0)[0] != 't')
				fail_msg("%s of %s: not as it was. %s", moderation_name((enum moderation)m),
					target_state_name((enum target_state)s), PQresultErrorMessage(res));
			tried++;
			PQclear(res);
			PQclear(PQexec(pg, "ROLLBACK"));
		}
	PQfinish(pg);
	assert_true(tried >= 25);
}

/* ---- in whatever order ---- */

#define ACT(act, post, thread, details) \
	"SELECT community.moderate(3, 3, '" act "', 'spam', '', " post ", " thread ", NULL, '" details \
	"', NULL, NULL);"
#define HIDE(post) \
	"SELECT community.moderate(3, 3, 'hide', 'spam', '', " post ", NULL, NULL, '{}', NULL, NULL);"
#define RESTORE(post) ACT("restore", post, "NULL", "{}")
#define MERGE	      ACT("merge", "NULL", "1", "{\"to_id\":2}")
#define SPLIT	      ACT("split", "NULL", "1", "{\"posts\":[2],\"title\":\"A title\",\"slug\":\"a-title\"}")
#define UNDO(act) \
	"SELECT community.moderate_undo(4, 4, max(id)) FROM community.decision WHERE action = '" act "';"
#define REPORT(post) "SELECT community.report_add(8, " post ", NULL, 'spam', '', 1);"
#define GONE(posts)  "UPDATE community.post SET deleted_at = now() WHERE id IN (" posts ");"
#define SUGGEST(post) \
	"INSERT INTO community.suggestion (post_id, author_id, base, member_id, source)" \
	" SELECT id, author_id, 1, 8, 'x' FROM community.post WHERE id = " post ";"
#define OPEN \
	"(SELECT coalesce(string_agg(kind || coalesce(post_id, 0) || coalesce(' ' || taken_by, ''), ','" \
	" ORDER BY post_id), '') FROM community.queue_item WHERE done_at IS NULL)"
#define THREAD(id) \
	"(SELECT coalesce(gone, 'shown') || ' ' || answers FROM community.thread WHERE id = " id ")"
#define POST(id) \
	"(SELECT thread_id || ' ' || kind || ' ' || coalesce(gone, 'shown') FROM community.post WHERE id = " id \
	")"
#define SANCTION(days) \
	"INSERT INTO community.sanction (member_id, kind, since, until, decision_id)" \
	" VALUES (1, 'silence', now() - interval '2 days', now() + " days " * interval '1 day', 1);" \
	"UPDATE community.member SET silenced_until = now() + " days " * interval '1 day' WHERE id = 1;"
#define SAYS(what, is) "SELECT " what " = '" is "'"
#define AND(what, is)  " AND " what " = '" is "'"

static const struct {
	const char *what, *sql, *refused;
} orders[] = {
	/* what waits can be ended, also when it is gone */
	{"a reported post that its author deletes", REPORT("2") GONE("2") SAYS(OPEN, "")},
	{"a comment that goes with it", REPORT("3") GONE("2, 3") SAYS(OPEN, "")},
	{"what is held in a thread that its author deletes",
		"SELECT community.report_add(8, 2, NULL, 'private', '', 1);"
		"UPDATE community.thread SET deleted_at = now() WHERE id = 1;" SAYS(OPEN, "")},
	{"hiding a question ends what waits about all it hides",
		REPORT("1") REPORT("2") HIDE("1") SAYS(OPEN, "")},
	{"… which waits again when that is taken back, and only the question is looked at",
		REPORT("1") REPORT("2") HIDE("1") UNDO("hide") SAYS(OPEN, "report1 4,report2")},
	{"… and the answers' when the question is shown again",
		REPORT("1") REPORT("2") HIDE("1") RESTORE("1") SAYS(OPEN, "report2")},
	{"keeping what was deleted since is taken back, and nothing waits",
		REPORT("2") ACT("keep", "2", "NULL", "{}") GONE("2") UNDO("keep") SAYS(OPEN, "")},
	{"a suggested edit of what its author deletes is withdrawn",
		SUGGEST("2") GONE("2") SAYS(OPEN, "")
			AND("(SELECT state FROM community.suggestion)", "withdrawn")},
	{"a suggested edit waits while the post is shown", SUGGEST("2") HIDE("2") SAYS(OPEN, "")},
	{"… and again when it is back", SUGGEST("2") HIDE("2") UNDO("hide") SAYS(OPEN, "suggestion0")},
	{"… or shown again", SUGGEST("2") HIDE("2") RESTORE("2") SAYS(OPEN, "suggestion0")},
	/* a merge that is undone shows nothing that was hidden meanwhile */
	{"the question is hidden where it was merged into, and the merge undone",
		MERGE HIDE("1") UNDO("merge") SAYS(THREAD("1"), "hidden 1")
			AND(POST("1"), "1 question hidden")},
	{"… and the hiding undone", MERGE HIDE("1") UNDO("merge") UNDO("hide") SAYS(THREAD("1"), "shown 1")
					    AND(POST("1"), "1 question shown")},
	{"… or the question restored", MERGE HIDE("1") UNDO("merge") RESTORE("1") SAYS(THREAD("1"), "shown 1")
					       AND(POST("1"), "1 question shown")},
	{"all of where it went is hidden, and the merge undone",
		MERGE HIDE("4") UNDO("merge") SAYS(THREAD("1"), "hidden 0") AND(THREAD("2"), "hidden 0")},
	{"… and the hiding undone", MERGE HIDE("4") UNDO("merge") UNDO("hide") SAYS(THREAD("1"), "shown 1")
					    AND(THREAD("2"), "shown 0") AND(POST("2"), "1 answer shown")},
	{"the question is deleted by its author, and the merge undone",
		MERGE GONE("1") UNDO("merge") "SELECT false", "decision_question_gone"},
	/* a place stays */
	{"hidden, merged, the hiding undone",
		HIDE("2") MERGE UNDO("hide") SAYS(POST("2"), "2 answer shown") AND(THREAD("2"), "shown 1")
			AND(THREAD("1"), "merged 0")},
	{"… and the merge too", HIDE("2") MERGE UNDO("hide") UNDO("merge") SAYS(POST("2"), "1 answer shown")
					AND(THREAD("1"), "shown 1") AND(THREAD("2"), "shown 0")},
	{"hidden, merged, the appeal won", HIDE("2") MERGE
		"SELECT community.appeal_answer(4, 4, community.appeal_add(2, 2, max(id), 'No'), true, '')"
		" FROM community.decision WHERE action = 'hide';" SAYS(POST("2"), "2 answer shown")},
	{"restored, merged, the restoring undone",
		RESTORE("7") MERGE UNDO("restore") SAYS(POST("7"), "2 answer hidden")
			AND("(SELECT gone FROM community.thread WHERE id = 1)", "merged")
				AND(THREAD("2"), "shown 1")},
	{"split off, hidden, put back, the hiding undone",
		SPLIT HIDE("2") UNDO("split") UNDO("hide") SAYS(POST("2"), "1 answer shown") AND(THREAD("1"),
			"shown 1") AND("(SELECT gone FROM community.thread WHERE id > 2)", "merged")},
	{"split off, the rest hidden, and put back", SPLIT HIDE("1") UNDO("split") "SELECT false",
		"decision_thread_first"},
	/* what makes no sense, in a form made by hand */
	{"a whole thread hidden as a post", ACT("hide", "NULL", "1", "{}") "SELECT false", "decision_target"},
	{"a whole thread restored", ACT("restore", "NULL", "1", "{}") "SELECT false", "decision_target"},
	{"a whole thread kept", ACT("keep", "NULL", "1", "{}") "SELECT false", "decision_target"},
	{"a whole thread handed to the desk", ACT("criticism", "NULL", "1", "{}") "SELECT false",
		"decision_target"},
	/* a sanction ends when it is over */
	{"a sanction that is over",
		SANCTION(
			"-1") "CREATE TEMP TABLE x ON COMMIT DROP AS SELECT community.sanction_over(1, 'silence') AS was;"
			      "SELECT x.was AND silenced_until IS NULL FROM x, community.member WHERE id = 1"},
	{"a sanction that was prolonged since somebody looked",
		SANCTION(
			"1") "CREATE TEMP TABLE x ON COMMIT DROP AS SELECT community.sanction_over(1, 'silence') AS was;"
			     "SELECT NOT x.was AND silenced_until > now() FROM x, community.member WHERE id = 1"},
};

static void test_whatever_the_order(void **state)
{
	PGconn *pg = schema_open(doors_address);
	size_t i;
	int wrong = 0;

	(void)state;
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		PGresult *res;
		const char *constraint;
		bool right;

		PQclear(PQexec(pg, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"));
		res = PQexec(pg, orders[i].sql);
		constraint = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
		right = orders[i].refused
				? constraint && strcmp(constraint, orders[i].refused) == 0
				: PQresultStatus(res) == PGRES_TUPLES_OK && PQgetvalue(res, 0, 0)[0] == 't';
		if (!right)
			print_error("%s: not as it should be. %s\n", orders[i].what,
				PQresultErrorMessage(res));
		wrong += !right;
		PQclear(res);
		PQclear(PQexec(pg, "ROLLBACK"));
	}
	PQfinish(pg);
	assert_int_equal(wrong, 0);
}

/* What was decided about a member is taken back while somebody reports him again: one item waits, and nothing fails. */
static void test_reported_while_it_is_undone(void **state)
{
	PGconn *pg = schema_open(doors_address), *other = schema_open(doors_address);
	PGresult *res, *last = NULL;
	bool waits = false;

	(void)state;
	PQclear(PQexec(pg,
		"SET default_transaction_read_only = off; SELECT community.report_add(8, NULL, 1, 'abuse', '', 1);"
		"SELECT community.moderate(3, 3, 'keep', 'none', '', NULL, NULL, 1, '{}', NULL, max(id)) FROM community.queue_item"));
	PQclear(PQexec(other, "BEGIN READ WRITE; SELECT community.report_add(6, NULL, 1, 'abuse', '', 1)"));
	assert_true(PQsendQuery(pg, "SELECT community.moderate_undo(4, 4, max(id)) FROM community.decision"));
	do {
		res = PQexec(other, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
		waits = PQgetvalue(res, 0, 0)[0] != '0';
		PQclear(res);
	} while (!waits && PQconsumeInput(pg) && PQisBusy(pg));
	PQclear(PQexec(other, "COMMIT"));
	while ((res = PQgetResult(pg))) {
		PQclear(last);
		last = res;
	}
	assert_true(waits);
	assert_int_equal(PQresultStatus(last), PGRES_TUPLES_OK);
	PQclear(last);
	res = PQexec(pg, "SELECT count(*) FROM community.queue_item WHERE member_id = 1 AND done_at IS NULL");
	assert_string_equal(PQgetvalue(res, 0, 0), "1");
	PQclear(res);
	PQfinish(pg);
	PQfinish(other);
}

static int moderation_up(void **state)
{
	return doors_up(state,
		"INSERT INTO community.member (id, username, display, skeleton, roles) VALUES (1, 'plain', 'Plain', 'plain', 1),"
		" (2, 'author', 'Author', 'author', 1), (3, 'first', 'First', 'first', 3), (4, 'second', 'Second', 'second', 3),"
		" (5, 'admin', 'Admin', 'admin', 9), (6, 'staff', 'Staff', 'staff', 5), (8, 'guardian', 'Guardian', 'guardian', 1);"
		"INSERT INTO standing.member_level (member_id, level, since, good, bad, removals, people, ratio) VALUES (8, 4, now(), 40, 0, 0, 30, 900);"
		"INSERT INTO community.session (id, hash, member_id, expires_at) OVERRIDING SYSTEM VALUE"
		" SELECT id, sha256(id::text::bytea), id, now() + interval '1 day' FROM community.member;"
		"INSERT INTO community.topic (id, slug, name) VALUES (1, 'topic', 'Topic'), (2, 'other', 'Other');"
		"INSERT INTO community.thread (id, kind, topic_id, author_id, title, slug, state, answers, comments)"
		" VALUES (1, 'question', 1, 2, 'A question', 'a-question', 'answered', 1, 1), (2, 'question', 1, 1, 'Another', 'another', 'open', 0, 0);"
		"SELECT setval('community.thread_id_seq', 10);"
		"INSERT INTO community.follow (thread_id, member_id) VALUES (1, 1), (1, 2), (2, 1);"
		"INSERT INTO community.post (id, thread_id, kind, parent_id, author_id, source, html, plain) VALUES"
		" (1, 1, 'question', NULL, 1, '', '', ''), (2, 1, 'answer', NULL, 2, '', '', ''), (3, 1, 'comment', 2, 1, '', '', ''),"
		" (4, 2, 'question', NULL, 1, '', '', ''), (7, 1, 'answer', NULL, 2, '', '', '');"
		"SELECT community.moderate(3, 3, 'hide', 'spam', '', 7, NULL, NULL, '{}', NULL, NULL)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_every_cell),
		cmocka_unit_test(test_undo_leaves_all_as_it_was),
		cmocka_unit_test(test_whatever_the_order),
		cmocka_unit_test(test_reported_while_it_is_undone),
	};

	return cmocka_run_group_tests_name("moderation", tests, moderation_up, cluster_down);
}
