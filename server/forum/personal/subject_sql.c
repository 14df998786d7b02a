/* subject_sql.c -- see subject.h. One statement for each table that holds something about a member; its columns are what stands in the
 * archive, for ever under these names, so that programs can read it.
 *
 * What somebody else did is there without his name where the site does not show it either: who found an answer unhelpful, who reported,
 * which moderator decided. What is the company's own (the closed rooms) is not read here at all. tests/web/personal.tsv says of each
 * column of the schema that names a member in which file it is, or why not. */
#include "forum/personal/subject.h"

#include "base/intl.h"
#include "db/query.h"
#include "db/row.h"

static void read_personal_row(struct row *r, struct personal_row *x)
{
	x->key = row_int8(r, "key");
	x->json = row_text(r, "json");
	x->names = row_texts(r, "names");
	x->values = row_texts(r, "values");
}

/* clang-format off */

/* A page of rows: ${columns} of ${rows}, where $1 is the member; ${key} orders them and is unique among his. */
#define ROWS(name, key, columns, rows) \
	QUERY(name, DOOR_WORK, struct personal_row, read_personal_row, \
		"SELECT f.key, f.o::text AS json, ARRAY(SELECT e.key FROM json_each_text(f.o) e) AS names," \
		" ARRAY(SELECT COALESCE(e.value, '') FROM json_each_text(f.o) e) AS values" \
		" FROM (SELECT " key " AS key, (SELECT row_to_json(object) FROM (SELECT " columns ") object) AS o FROM " rows \
		" AND " key " > $2 ORDER BY " key " LIMIT $3) f")
/* The same of few rows that have no number of their own. */
#define FEW(name, order, columns, rows) \
	QUERY(name, DOOR_WORK, struct personal_row, read_personal_row, \
		"SELECT f.key, f.o::text AS json, ARRAY(SELECT e.key FROM json_each_text(f.o) e) AS names," \
		" ARRAY(SELECT COALESCE(e.value, '') FROM json_each_text(f.o) e) AS values" \
		" FROM (SELECT row_number() OVER (ORDER BY " order ") AS key," \
		"  (SELECT row_to_json(object) FROM (SELECT " columns ") object) AS o FROM " rows ") f WHERE f.key > $2 ORDER BY f.key LIMIT $3")

/* ---- who he is ---- */

ROWS(personal_account, "m.id",
	"m.id, m.username, m.display AS name, m.bio AS about, m.roles, m.state, m.joined_at, m.locale AS language, m.zone AS time_zone,"
	" m.theme AS colours, m.answers, m.solutions, m.unread_notices, m.silenced_until",
	"community.member m WHERE m.id = $1");
ROWS(personal_login, "l.member_id",
	"l.email, l.email_key AS email_compared_as, l.confirmed_at, l.password_hash IS NOT NULL AS has_password, l.password_at AS password_set_at",
	"community.login l WHERE l.member_id = $1");
ROWS(personal_sessions, "s.id",
	"s.id, s.created_at, s.seen_at, s.expires_at, s.agent AS browser, s.kept",
	"community.session s WHERE s.member_id = $1");
ROWS(personal_sign_ins, "s.id",
	"s.id, s.session_id, s.address, s.at", "community.sign_in s WHERE s.member_id = $1");
FEW(personal_links, "k.expires_at, k.hash",
	"k.kind, k.email, k.expires_at, k.used_at", "community.token k WHERE k.member_id = $1");
FEW(personal_names, "n.skeleton", "n.skeleton AS looks_like", "community.name_look n WHERE n.member_id = $1");
FEW(personal_forms, "k.created_at, k.nonce",
	"k.created_at AS sent_at, k.result AS led_to", "community.form_key k WHERE k.member_id = $1");
ROWS(personal_exports, "x.id",
	"x.id, x.asked_at, x.done_at, x.expires_at, x.parts, x.bytes", "community.export x WHERE x.member_id = $1");
ROWS(personal_erasure, "x.member_id",
	"x.asked_at, x.due_at, x.remove_texts, x.done_at", "community.erasure x WHERE x.member_id = $1");

/* ---- what he wrote ---- */

ROWS(personal_threads, "t.id",
	"t.id, t.kind, t.title, t.slug, t.product, o.name AS topic,"
	" (SELECT string_agg(g.name, ', ' ORDER BY k.position) FROM community.thread_tag k JOIN community.tag g ON g.id = k.tag_id"
	"  WHERE k.thread_id = t.id) AS tags,"
	" t.language::text, t.state, t.created_at, t.active_at, t.solved_at, t.deleted_at, t.gone AS not_shown_because, t.answers, t.comments,"
	" t.me_too, t.followers",
	"community.thread t JOIN community.topic o ON o.id = t.topic_id WHERE t.author_id = $1");
ROWS(personal_posts, "p.id",
	"p.id, p.kind, p.thread_id, t.title AS thread, p.parent_id, p.created_at, p.edited_at, p.revision, p.deleted_at,"
	" p.gone AS not_shown_because, p.official, p.accepted, p.thanks, p.helped, p.unhelpful, p.found, p.votes_up, p.votes_down, p.edit_reason,"
	" p.source AS text",
	"community.post p JOIN community.thread t ON t.id = p.thread_id WHERE p.author_id = $1");
/* Of his posts, whoever wrote the version, and versions he wrote of those of others. */
FEW(personal_versions, "v.post_id, v.revision",
	"v.post_id, v.revision, v.editor_id = $1 AS by_you, v.written_at, v.reason, v.title, v.product, v.tags, v.source AS text",
	"community.post_revision v JOIN community.post p ON p.id = v.post_id WHERE (v.editor_id = $1 OR p.author_id = $1)");
ROWS(personal_edits, "p.id",
	"p.id AS post_id, p.thread_id, p.edited_at, p.edit_reason",
	"community.post p WHERE p.editor_id = $1 AND p.author_id <> $1");
ROWS(personal_suggestions, "s.id",
	"s.id, s.post_id, s.member_id = $1 AS by_you, s.created_at, s.state, s.decided_at, s.note,"
	" CASE WHEN s.member_id = $1 THEN s.source END AS text",
	"community.suggestion s WHERE (s.member_id = $1 OR s.author_id = $1 OR s.decided_by = $1)");
FEW(personal_drafts, "d.place",
	"d.place, d.saved_at, d.fields", "community.draft d WHERE d.member_id = $1");

/* ---- what he did, and what others did with it ---- */

ROWS(personal_acceptances, "a.id",
	"a.id, a.thread_id, a.post_id, a.member_id = $1 AS by_you, p.author_id = $1 AS of_your_answer, a.label, a.created_at, a.undone_at",
	"community.acceptance a JOIN community.post p ON p.id = a.post_id WHERE (a.member_id = $1 OR p.author_id = $1)");
ROWS(personal_reactions, "a.id",
	"a.id, a.post_id, a.member_id = $1 AS by_you, a.kind, CASE WHEN a.member_id = $1 THEN a.context END AS context, a.created_at, a.undone_at",
	"community.reaction a WHERE (a.member_id = $1 OR a.author_id = $1)");
FEW(personal_me_too, "a.created_at, a.thread_id, a.member_id",
	"a.thread_id, a.member_id = $1 AS by_you, a.created_at", "community.me_too a WHERE (a.member_id = $1 OR a.author_id = $1)");
ROWS(personal_follows, "a.thread_id",
	"a.thread_id, t.title AS thread, a.created_at", "community.follow a JOIN community.thread t ON t.id = a.thread_id WHERE a.member_id = $1");
ROWS(personal_read, "a.thread_id",
	"a.thread_id, a.post_id AS newest_seen, a.read_at", "community.thread_read a WHERE a.member_id = $1");
ROWS(personal_deflections, "a.id",
	"a.thread_id, a.created_at", "community.deflection a WHERE a.member_id = $1");
FEW(personal_followups, "a.asked_at, a.thread_id, a.days",
	"a.thread_id, a.episode, a.days, a.asked_at, a.answer, a.answered_at", "community.stayed_solved a WHERE a.member_id = $1");
ROWS(personal_private, "a.id",
	"a.id, a.thread_id, a.at", "community.private_sent a WHERE a.member_id = $1");

/* ---- what he was told ---- */

ROWS(personal_notices, "n.id",
	"n.id, n.kind, m.username AS by, n.thread_id, n.post_id, n.created_at, n.read_at, n.mailed_at",
	"community.notice n LEFT JOIN community.member m ON m.id = n.actor_id AND n.kind <> 'unhelpful' WHERE n.member_id = $1");
/* Of what he did others were told. */
ROWS(personal_notices_caused, "n.id",
	"n.id, n.kind, n.thread_id, n.post_id, n.created_at", "community.notice n WHERE n.actor_id = $1");
FEW(personal_notice_settings, "n.kind", "n.kind, n.mail", "community.notice_setting n WHERE n.member_id = $1");

/* ---- moderation ---- */

ROWS(personal_reports, "r.id",
	"r.id, q.post_id, q.member_id, r.reason, r.text, r.at, r.told_at",
	"community.report r JOIN community.queue_item q ON q.id = r.item_id WHERE r.reporter_id = $1");
/* That something about him was looked at; neither who reported it nor in which words. */
ROWS(personal_looks, "q.id",
	"q.id, q.kind, q.post_id, q.thread_id, q.member_id = $1 AS about_you, q.created_at, q.done_at, q.decision_id",
	"community.queue_item q LEFT JOIN community.post p ON p.id = q.post_id"
	" WHERE (q.member_id = $1 OR p.author_id = $1 OR q.taken_by = $1 OR q.done_by = $1 OR $1 = ANY (q.not_for) OR $1 = ANY (q.passed_by))");
ROWS(personal_harm, "h.post_id",
	"h.post_id, h.at, h.newcomer, h.level, h.links, h.mentions, h.spam AS spam_per_mille, h.alike AS alike_percent, h.first",
	"community.harm_look h JOIN community.post p ON p.id = h.post_id WHERE p.author_id = $1");
ROWS(personal_decisions, "d.id",
	"d.id, d.at, d.action, d.rule, d.note, d.thread_id, d.post_id, d.member_id = $1 AS about_you, COALESCE(d.actor_id = $1, false) AS by_you,"
	" d.public, d.undone_at, d.upheld_at, CASE WHEN d.member_id = $1 THEN d.before END AS before, CASE WHEN d.member_id = $1 THEN d.after END AS after",
	"community.decision d WHERE (d.member_id = $1 OR d.actor_id = $1 OR d.undone_by = $1)");
ROWS(personal_sanctions, "s.id",
	"s.id, s.kind, s.since, s.until, s.ended_at, s.decision_id", "community.sanction s WHERE s.member_id = $1");
ROWS(personal_appeals, "a.id",
	"a.id, a.decision_id, a.member_id = $1 AS by_you, CASE WHEN a.member_id = $1 THEN a.text END AS text, a.at, a.answered_at, a.overturned, a.reply",
	"community.appeal a WHERE (a.member_id = $1 OR a.answered_by = $1)");
/* What moderators noted about him, without who did: they are told beside the field that he gets it. */
ROWS(personal_notes, "n.id",
	"n.id, n.author_id = $1 AS by_you, n.member_id = $1 AS about_you, n.at, n.edited_at, n.deleted_at, n.text",
	"community.member_note n WHERE (n.member_id = $1 OR n.author_id = $1)");
FEW(personal_swept, "w.sweep_id, w.n",
	"w.sweep_id, w.state, w.decision_id", "community.sweep_target w WHERE w.member_id = $1");
ROWS(personal_findings, "f.id",
	"f.id, f.kind, f.found_at, $1 = ANY (f.concerned) AS your_credit, f.acts, f.credit, f.state",
	"standing.finding f WHERE $1 = ANY (f.members)");
FEW(personal_finding_appeals, "a.finding, a.member_id",
	"a.finding, a.member_id = $1 AS by_you, a.at, CASE WHEN a.member_id = $1 THEN a.text END AS text, a.answered_at, a.reply",
	"standing.appeal a WHERE (a.member_id = $1 OR a.answered_by = $1)");
ROWS(personal_finding_decisions, "d.id",
	"d.id, d.finding, d.at, d.what, d.why, d.undone_at", "standing.finding_decision d WHERE d.member_id = $1");

/* ---- standing ---- */

ROWS(personal_score, "s.m",
	"s.people AS people_helped, s.hv AS help, s.fv AS found, s.tv AS ties, s.pending", "standing.member_score s WHERE s.m = $1");
ROWS(personal_level, "s.member_id",
	"s.level, s.since, s.people, s.ratio, s.good, s.bad, s.removals, s.due_at", "standing.member_level s WHERE s.member_id = $1");
ROWS(personal_level_changes, "c.id",
	"c.id, c.at, c.level_before, c.level, c.why, c.people, c.ratio, c.good, c.bad", "standing.level_change c WHERE c.member_id = $1");
ROWS(personal_topics, "k.topic",
	"o.name AS topic, k.people", "standing.member_topic k JOIN community.topic o ON o.id = k.topic WHERE k.m = $1");
/* Who the other was is said where he showed it: thanks and acceptances. */
ROWS(personal_ledger, "l.position",
	"l.position, l.at, l.kind, l.giver = $1 AS given_by_you, l.receiver = $1 AS received_by_you, l.thread AS thread_id, l.post AS post_id, l.number",
	"standing.ledger l WHERE (l.giver = $1 OR l.receiver = $1)");
/* What was computed from the ledger; the other of a pair is not said. */
FEW(personal_acts, "a.position, a.b",
	"a.position, a.day, a.kind, a.b = $1 AS given_by_you, a.h = $1 AS received_by_you, a.state, a.held, a.credit",
	"standing.act a WHERE (a.b = $1 OR a.h = $1)");
ROWS(personal_credit, "c.id",
	"c.id, c.position, c.day, c.kind, c.b = $1 AS given_by_you, c.h = $1 AS received_by_you, c.c AS credit",
	"standing.credit_event c WHERE (c.b = $1 OR c.h = $1)");
FEW(personal_pairs, "p.b, p.h",
	"p.b = $1 AS given_by_you, p.h = $1 AS received_by_you, p.acts", "standing.pair_state p WHERE (p.b = $1 OR p.h = $1)");
FEW(personal_ties, "k.i, k.j",
	"CASE WHEN k.i = $1 THEN k.j ELSE k.i END AS with_member, k.strength", "standing.tie_state k WHERE (k.i = $1 OR k.j = $1)");
ROWS(personal_helped_months, "k.month", "k.month, k.people", "standing.helped_month k WHERE k.h = $1");
ROWS(personal_answers_found, "k.post", "k.post AS post_id, k.credits", "standing.answer_found k WHERE k.h = $1");
ROWS(personal_facts, "k.m",
	"k.since AS since_day, k.staff, k.suspended", "standing.member_fact k WHERE k.m = $1");
ROWS(personal_voice, "k.m", "k.level, k.active", "standing.member_voice k WHERE k.m = $1");
ROWS(personal_place, "k.rank::bigint", "k.rank, k.ties", "standing.place k WHERE k.m = $1");
ROWS(personal_level_again, "k.id", "k.id", "standing.level_again k WHERE k.member_id = $1");
ROWS(personal_events, "e.id",
	"e.id, e.at, e.kind, e.member_id = $1 AS by_you, e.other_id = $1 AS about_you, e.thread_id, e.post_id,"
	" CASE WHEN e.member_id = $1 THEN e.number END AS number",
	"ops.event e WHERE (e.member_id = $1 OR e.other_id = $1)");

/* ---- running the site ---- */

ROWS(personal_audit, "a.id",
	"a.id, a.at, a.what, COALESCE(a.actor_id = $1, false) AS by_you, COALESCE(a.member_id = $1, false) AS about_you, a.thread_id, a.post_id",
	"ops.audit a WHERE (a.actor_id = $1 OR a.member_id = $1)");
ROWS(personal_settings_set, "c.id",
	"c.id, c.key, c.at, c.before, c.after", "ops.setting_change c WHERE c.member_id = $1");
ROWS(personal_sweeps, "w.id",
	"w.id, w.decision_id, w.posts, w.members, w.undo_at", "community.sweep w WHERE w.undo_by = $1");
ROWS(personal_policies, "v.at_key",
	"v.slug, v.revision, v.title, v.at",
	"(SELECT row_number() OVER (ORDER BY at, slug, revision) AS at_key, * FROM community.policy_version WHERE member_id = $1) v WHERE true");
ROWS(personal_topics_changed, "c.id",
	"c.id, c.at, c.what, c.topic_id, c.before, c.after", "community.topic_change c WHERE c.member_id = $1");
ROWS(personal_tags_changed, "c.id",
	"c.id, c.at, c.what, c.name, c.before, c.after", "community.tag_change c WHERE c.member_id = $1");
ROWS(personal_mail_tests, "c.id",
	"c.id, c.asked_at, c.done_at, c.outcome", "ops.mail_test c WHERE c.member_id = $1");
ROWS(personal_level_rules, "c.id",
	"c.id, c.at, c.people, c.ratio, c.judgements, c.settle_days", "standing.level_rules c WHERE c.member_id = $1");
ROWS(personal_evidence_rules, "c.id",
	"c.id, c.at, c.limits", "standing.evidence_rules c WHERE c.member_id = $1");

/* clang-format on */

const struct personal_subject personal_subjects[] = {
	{"account", _("Your account"), NULL, &personal_account},
	{"address", _("E-mail address and password"),
		_("Of the password we keep only what tells whether it is right."), &personal_login},
	{"sessions", _("Where you are signed in"), NULL, &personal_sessions},
	{"sign_ins", _("From where you signed in"),
		_("Addresses are kept for a while, so that abuse can be found."), &personal_sign_ins},
	{"links", _("Links in mails that are still good"), NULL, &personal_links},
	{"names", _("How your names look"),
		_("By this we see that nobody takes a name that looks like yours."), &personal_names},
	{"threads", _("Questions and discussions you began"), NULL, &personal_threads},
	{"posts", _("All you wrote"), _("Questions, answers, replies and comments, also those you deleted."),
		&personal_posts},
	{"versions", _("Earlier versions"), _("Of your posts, and what you changed in those of others."),
		&personal_versions},
	{"edits", _("Posts of others that stand as you wrote them"), NULL, &personal_edits},
	{"suggestions", _("Suggested edits"), _("By you, or of your posts."), &personal_suggestions},
	{"drafts", _("Drafts"), NULL, &personal_drafts},
	{"acceptances", _("Answers marked as the solution"), _("By you, or yours."), &personal_acceptances},
	{"reactions", _("Thanks, “helped me too”, “not helpful”"), _("By you, or for your posts."),
		&personal_reactions},
	{"me_too", _("“I have this too”"), _("By you, or at your questions."), &personal_me_too},
	{"following", _("Threads you follow"), NULL, &personal_follows},
	{"read", _("How far you have read"), NULL, &personal_read},
	{"found_before_asking", _("Found before you asked"), NULL, &personal_deflections},
	{"follow_ups", _("Did it stay solved?"), _("What you were asked, and what you said."),
		&personal_followups},
	{"private_details", _("Private details you sent to the company"),
		_("That you did, and when. What they say is sealed, and only the company can open it: please ask there."),
		&personal_private},
	{"notices", _("Notices"), NULL, &personal_notices},
	{"notices_to_others", _("Of what you did others were told"), NULL, &personal_notices_caused},
	{"notice_settings", _("Which notices come by mail"), NULL, &personal_notice_settings},
	{"reports", _("Reports you made"), NULL, &personal_reports},
	{"looked_at", _("Looked at by moderators"),
		_("Something of yours, or something you had to do with. Who reported something is not said."),
		&personal_looks},
	{"looked_at_before", _("What the program thought of your posts before they were shown"), NULL,
		&personal_harm},
	{"decisions", _("Decisions of moderators"), _("About you, or by you."), &personal_decisions},
	{"sanctions", _("What you were not allowed to do for a while"), NULL, &personal_sanctions},
	{"appeals", _("Appeals"), _("By you, or answered by you."), &personal_appeals},
	{"notes", _("Notes of moderators"),
		_("About you, or by you. Who noted something about you is not said."), &personal_notes},
	{"swept", _("Where moderators decided about many accounts at once"), NULL, &personal_swept},
	{"findings", _("Doubts about credit"),
		_("Where acts that concern you were held, to be looked at by people."), &personal_findings},
	{"finding_appeals", _("What you said to such doubts"), NULL, &personal_finding_appeals},
	{"finding_decisions", _("Such doubts you decided about"), NULL, &personal_finding_decisions},
	{"standing", _("Your standing"),
		_("Computed from what follows below, in thousandths and millionths."), &personal_score},
	{"level", _("Your level"), NULL, &personal_level},
	{"level_changes", _("How your level changed"), NULL, &personal_level_changes},
	{"topics", _("Topics you helped in"), NULL, &personal_topics},
	{"ledger", _("The ledger of your standing"), _("Each act that counts, given or received."),
		&personal_ledger},
	{"acts", _("What became of each act"), NULL, &personal_acts},
	{"credit", _("What it counted"), NULL, &personal_credit},
	{"pairs", _("With each person together"), NULL, &personal_pairs},
	{"ties", _("Ties"), NULL, &personal_ties},
	{"people_helped_by_month", _("People helped, by month"), NULL, &personal_helped_months},
	{"answers_found", _("Answers of yours that were found"), NULL, &personal_answers_found},
	{"facts", _("What else counts for your standing"), NULL, &personal_facts},
	{"voice", _("How much your thanks weigh"), NULL, &personal_voice},
	{"place", _("Your place in the picture of the network"), NULL, &personal_place},
	{"level_to_look_at", _("Your level is to be looked at again"), NULL, &personal_level_again},
	{"events", _("Everything that happened"),
		_("The site's own history of what you did, and what was done with what is yours; by numbers."),
		&personal_events},
	{"audit", _("The record of what was changed"), _("By you, or about you."), &personal_audit},
	{"settings_changed", _("Settings of the site you changed"), NULL, &personal_settings_set},
	{"topics_changed", _("Topics you changed"), NULL, &personal_topics_changed},
	{"tags_changed", _("Tags you changed"), NULL, &personal_tags_changed},
	{"policies", _("Versions of policies you wrote"), NULL, &personal_policies},
	{"sweeps", _("Decisions about many that you took back"), NULL, &personal_sweeps},
	{"mail_tests", _("Test mails you asked for"), NULL, &personal_mail_tests},
	{"level_rules", _("Thresholds of levels you set"), NULL, &personal_level_rules},
	{"evidence_rules", _("Limits of evidence you set"), NULL, &personal_evidence_rules},
	{"forms", _("Forms you sent lately"), _("Kept for a while, so that a double click counts once."),
		&personal_forms},
	{"exports", _("Copies of your data you asked for"), NULL, &personal_exports},
	{"leaving", _("That you want to leave"), NULL, &personal_erasure},
};
const size_t personal_subject_count = sizeof(personal_subjects) / sizeof(personal_subjects[0]);

void personal_rows_ask(struct task *t, const struct personal_subject *s, int64_t member, int64_t key,
	struct personal_rows *out)
{
	*out = (struct personal_rows){0};
	db_many(t, s->query, out, member, key, PERSONAL_PAGE + 1);
}
