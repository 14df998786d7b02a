/* import_test.c -- importing small dumps: every oddity, a newer dump of the same, files that changed after an interruption, what is refused. */
#include "sql/importing.h"

#include <stdio.h>
#include <string.h>

#define USERS(rows) \
	"<users>\n<row Id=\"-1\" CreationDate=\"2019-12-01T00:00:00.5\" DisplayName=\"Community\"/>\n" rows \
	"</users>"
#define POSTS(rows) "<posts>\n" rows "</posts>"
#define ANN_AND_OTHERS \
	"<row Id=\"1\" CreationDate=\"2020-01-03T00:00:00\" DisplayName=\"Ann\"/>\n" \
	"<row Id=\"2\" CreationDate=\"2020-01-02T00:00:00\" DisplayName=\"Ann\"/>\n" \
	"<row Id=\"3\" CreationDate=\"2020-01-01T00:00:00\" DisplayName=\"  Bo \"/>\n" \
	"<row Id=\"4\" CreationDate=\"2020-01-01T00:00:00\" DisplayName=\"Lurker\"/>\n"

static const char odd_posts[] = POSTS(
	/* an answer before its question; a question with everything */
	"<row Id=\"12\" PostTypeId=\"2\" ParentId=\"10\" CreationDate=\"2020-02-01T11:00:00\" "
	"OwnerUserId=\"2\" Body=\"&lt;p&gt;Turn it "
	"&lt;b&gt;off&lt;/b&gt;.&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;\"/>\n"
	"<row Id=\"10\" PostTypeId=\"1\" AcceptedAnswerId=\"12\" CreationDate=\"2020-02-01T10:00:00\" "
	"ClosedDate=\"2020-03-01\" "
	"ViewCount=\"5\" OwnerUserId=\"1\" Title=\"  No&#10;signal  \" Tags=\"&lt;c#&gt;&lt;sim&gt;\" "
	"Body=\"&lt;p&gt;Why?&lt;/p&gt;\"/>\n"
	"<row Id=\"13\" PostTypeId=\"2\" ParentId=\"10\" CreationDate=\"2020-02-01T11:00:00.001\" "
	"Body=\"&lt;p&gt;Wait&lt;/p&gt;\"/>\n"
	/* of the system, with an accepted answer that is gone */
	"<row Id=\"20\" PostTypeId=\"1\" AcceptedAnswerId=\"99\" CreationDate=\"2020-02-02\" "
	"OwnerUserId=\"-1\" Title=\"Two\" Body=\"x\"/>\n"
	/* solved it himself */
	"<row Id=\"30\" PostTypeId=\"1\" AcceptedAnswerId=\"31\" CreationDate=\"2020-02-03\" "
	"OwnerUserId=\"1\" Title=\"Three\" Body=\"x\"/>\n"
	"<row Id=\"31\" PostTypeId=\"2\" ParentId=\"30\" CreationDate=\"2020-02-04\" OwnerUserId=\"1\" "
	"Body=\"x\"/>\n"
	"<row Id=\"40\" PostTypeId=\"2\" ParentId=\"4000\" CreationDate=\"2020-02-03\" OwnerUserId=\"1\" "
	"Body=\"x\"/>\n"
	"<row Id=\"50\" PostTypeId=\"5\" CreationDate=\"2020-02-03\" OwnerUserId=\"1\" Body=\"x\"/>\n"
	/* an author without an account, no title, more text than a post may have */
	"<row Id=\"60\" PostTypeId=\"1\" CreationDate=\"2020-02-05\" OwnerUserId=\"8\" Body=\"%s\"/>\n"
	/* nobody else answered; no text */
	"<row Id=\"70\" PostTypeId=\"1\" CreationDate=\"2020-02-06\" LastActivityDate=\"2020-02-07\" "
	"OwnerUserId=\"3\" Title=\"Seven\"/>\n"
	"<row Id=\"71\" PostTypeId=\"2\" ParentId=\"70\" CreationDate=\"2020-02-08\" OwnerUserId=\"3\" "
	"Body=\"x\"/>\n");

static const char odd_comments[] =
	"<comments>\n"
	"<row Id=\"1\" PostId=\"12\" CreationDate=\"2020-02-01T12:00:00\" UserId=\"3\" Text=\"*Thank* you "
	"&lt;b&gt;\"/>\n"
	"<row Id=\"2\" PostId=\"10\" CreationDate=\"2020-02-01T09:00:00\"/>\n"
	"<row Id=\"3\" PostId=\"50\" CreationDate=\"2020-02-01\" UserId=\"4\" Text=\"x\"/>\n"
	"<row Id=\"4\" PostId=\"40\" CreationDate=\"2020-02-01\" UserId=\"4\" Text=\"x\"/>\n"
	"<row Id=\"5\" PostId=\"999\" CreationDate=\"2020-02-01\" UserId=\"4\" Text=\"x\"/>\n</comments>";

#define VOTE(id, post, type, more) \
	"<row Id=\"" #id "\" PostId=\"" #post "\" VoteTypeId=\"" #type \
	"\" CreationDate=\"2020-02-01T00:00:00.000\" " more "/>\n"
static const char odd_votes[] = "<votes>\n" VOTE(1, 12, 2, "") VOTE(2, 12, 2, "") VOTE(3, 12, 3, "")
	VOTE(4, 12, 1, "") VOTE(5, 13, 1, "") VOTE(6, 10, 5, "UserId=\"3\"") VOTE(7, 10, 5, "UserId=\"3\"")
		VOTE(8, 12, 5, "UserId=\"3\"") VOTE(9, 10, 5, "") VOTE(10, 10, 5, "UserId=\"99\"")
			VOTE(11, 10, 8, "UserId=\"4\"") VOTE(12, 10, 77, "") VOTE(13, 999, 2, "")
				VOTE(14, 10, 2, "") VOTE(15, 12, 1, "") "</votes>";

#define LINK(id, post, other, type) \
	"<row Id=\"" #id "\" PostId=\"" #post "\" RelatedPostId=\"" #other "\" LinkTypeId=\"" #type \
	"\" CreationDate=\"2020-03-0" #id "\"/>\n"
static const char odd_links[] =
	"<postlinks>\n" LINK(1, 20, 10, 3) LINK(2, 10, 20, 3) LINK(3, 30, 10, 1) LINK(4, 30, 12, 1)
		LINK(5, 10, 12, 1) LINK(6, 10, 999, 1) LINK(7, 10, 20, 9) LINK(8, 20, 30, 3) "</postlinks>";

static void put_odd_dump(void)
{
	static char long_text[60000], posts[70000];
	size_t i;

	for (i = 0; i + 9 < sizeof(long_text); i += 9)
		memcpy(long_text + i, "*word* on ", 9);
	snprintf(posts, sizeof(posts), odd_posts, long_text);
	importing_put("Users.xml", USERS(ANN_AND_OTHERS));
	importing_put("Posts.xml", posts);
	importing_put("Comments.xml", odd_comments);
	importing_put("Votes.xml", odd_votes);
	importing_put("PostLinks.xml", odd_links);
	importing_put("Tags.xml",
		"<tags><row TagName=\"c#\"/><row TagName=\"sim\"/><row TagName=\"never\"/></tags>");
}

static void assert_reason(const char *table, const char *number_and_reason)
{
	const char *p, *next;
	char start[32];

	snprintf(start, sizeof(start), "\n%s ", table);
	p = strstr(importing_said, start);
	assert_non_null(p);
	for (p += 1;
		p && (next = strchr(p, '\n')) && (next[1] == ' ' || p == strstr(importing_said, start) + 1);
		p = next + 1)
		if (strstr(next + 1, number_and_reason) &&
			strstr(next + 1, number_and_reason) < strchr(next + 1, '\n'))
			return;
	fail_msg("%s: no \"%s\" in\n%s", table, number_and_reason, importing_said);
}

static void test_every_oddity(void **state)
{
	(void)state;
	importing_folder_new("odd");
	put_odd_dump();
	importing_database("odd");
	importing_ask(
		"INSERT INTO community.member (username, display, skeleton) VALUES ('ann', 'Ann', 'ann'),"
		" ('former-member', 'Me', 'me')");
	importing_ask("INSERT INTO community.topic (slug, name) VALUES ('the-topic', 'The Topic')");
	importing_fine(importing_folder, "the topic");
	importing_consistent();
	importing_expect("SELECT count(*) FROM community.topic", "1");

	/* people */
	importing_expect(
		"SELECT string_agg(username || '=' || display, ' ' ORDER BY id) FROM community.member WHERE "
		"state = 'unclaimed'",
		"user-3=Bo ann-2=Ann ann-1=Ann");
	importing_expect("SELECT username || ' ' || joined_at FROM community.member WHERE state = 'former'",
		"former-member-2 2019-12-01 00:00:00.5+00");
	assert_reason("Users", " 1  never wrote");

	/* threads */
	importing_expect("SELECT string_agg(title || ':' || state || ':' || locked, ' ' ORDER BY id) FROM "
			 "community.thread",
		"No signal:confirmed:true Two:open:false Three:confirmed:false Question 60:open:false "
		"Seven:open:false");
	importing_expect("SELECT active_at::text FROM community.thread WHERE title = 'No signal'",
		"2020-02-01 12:00:00+00");
	importing_expect("SELECT active_at::text FROM community.thread WHERE title = 'Seven'",
		"2020-02-07 00:00:00+00");
	importing_expect("SELECT solved_at::text FROM community.thread WHERE title = 'No signal'",
		"2020-02-01 11:00:00+00");
	importing_expect("SELECT views FROM community.thread_views WHERE views > 0", "5");
	importing_expect(
		"SELECT string_agg(name || threads, ' ' ORDER BY tt.position) FROM community.thread_tag tt"
		" JOIN community.tag g ON g.id = tt.tag_id",
		"c-sharp1 sim1");
	importing_expect(
		"SELECT a.title || '>' || b.title FROM community.thread a JOIN community.thread b ON b.id = "
		"a.duplicate_of",
		"Two>No signal");
	importing_expect("SELECT count(*) FROM community.thread WHERE duplicate_of IS NOT NULL", "1");
	importing_expect(
		"SELECT string_agg(a.title || '-' || l.kind || '-' || b.title, ', ' ORDER BY l.created_at) "
		"FROM community.thread_link l"
		" JOIN community.thread a ON a.id = l.thread_id JOIN community.thread b ON b.id = l.other_id",
		"Two-duplicate-No signal, No signal-duplicate-Two, Three-related-No signal, "
		"Two-duplicate-Three");
	assert_reason("PostLinks", " 1  a second link between the same threads");
	assert_reason("PostLinks", " 1  within one thread");
	assert_reason("PostLinks", " 1  a kind of link that is not known");

	/* texts */
	importing_expect("SELECT source FROM community.post WHERE votes_down = 1", "Turn it **off**.");
	importing_expect("SELECT html FROM community.post WHERE votes_down = 1",
		"<p>Turn it <strong>off</strong>.</p>\n");
	importing_expect(
		"SELECT source || '|' || missing FROM community.post WHERE kind = 'comment' AND NOT missing",
		"*Thank* you <b>|false");
	importing_expect(
		"SELECT count(*) FROM community.post WHERE missing AND source = '' AND html = '' AND plain = "
		"''",
		"2");
	importing_expect("SELECT left(source, 20) || right(source, 3) || (length(source) > 32000)::text FROM "
			 "community.post"
			 " JOIN community.thread t ON t.id = thread_id WHERE title = 'Question 60'",
		"\\*word\\* on\\*word\\* \n\n…true");
	assert_non_null(strstr(importing_said, "1 texts had markup too deep"));

	/* votes */
	importing_expect(
		"SELECT votes_up || ' ' || votes_down || ' ' || accepted FROM community.post WHERE votes_down "
		"= 1",
		"2 1 1");
	importing_expect(
		"SELECT m.username FROM community.follow JOIN community.member m ON m.id = member_id",
		"user-3");
	assert_reason("Votes", " 2  a second bookmark of the same thread");
	assert_reason("Votes", " 2  a bookmark of nobody");
	assert_reason("Votes", " 1  an acceptance that was taken back");
	assert_reason("Votes", " 1  a second acceptance of the same answer");
	assert_reason("Votes", " 1  a kind of vote that is not known");
	assert_reason("Votes", " 1  its post is not in the dump");
	assert_reason("Comments", " 1  on an answer whose question is not in the dump");
	assert_reason("Comments", " 1  on a page that is no question or answer");
	assert_reason("Posts", " 1  an answer whose question is not in the dump");
	assert_reason("Posts", " 1  a description of a tag");
	assert_reason("Tags", " 1  no question carries it");
}

/* A newer dump adds what is new, and leaves alone what people may have changed here. */
static void test_a_newer_dump(void **state)
{
	static const char newer[] = POSTS("<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-01\" "
					  "OwnerUserId=\"1\" Title=\"Changed\" Body=\"x\"/>\n"
					  "<row Id=\"2\" PostTypeId=\"2\" ParentId=\"1\" "
					  "CreationDate=\"2020-02-01\" OwnerUserId=\"2\" Body=\"x\"/>\n"
					  "<row Id=\"3\" PostTypeId=\"1\" CreationDate=\"2020-01-15\" "
					  "OwnerUserId=\"3\" Title=\"New\" Body=\"x\"/>\n"
					  "<row Id=\"4\" PostTypeId=\"2\" ParentId=\"3\" "
					  "CreationDate=\"2020-02-01\" OwnerUserId=\"1\" Body=\"x\"/>\n");

	(void)state;
	importing_folder_new("newer");
	importing_put("Users.xml", USERS(ANN_AND_OTHERS));
	importing_put("Posts.xml", POSTS("<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-01\" "
					 "OwnerUserId=\"1\" Title=\"Old\" Body=\"x\"/>\n"));
	importing_database("newer");
	importing_fine(importing_folder, NULL);
	importing_put("Posts.xml", newer);
	importing_put("PostLinks.xml", "<l>" LINK(1, 1, 3, 1) "</l>");
	importing_fine(importing_folder, NULL);
	assert_int_equal(importing_line("Posts").written, 2);
	assert_reason("Posts", " 1  here already");
	assert_reason("Posts", " 1  new in a thread that was imported before");
	assert_int_equal(importing_line("Users").written, 1);
	assert_reason("Users", " 1  only in what is new in threads imported before");
	importing_expect("SELECT string_agg(title || answers, ' ' ORDER BY id) FROM community.thread",
		"Old0 New1");
	importing_expect("SELECT count(*) FROM community.thread_link", "1");
	importing_expect("SELECT threads FROM community.topic", "2");
	importing_expect("SELECT count(*) FROM ops.import_run WHERE finished_at IS NOT NULL", "2");
	importing_adds_nothing(importing_folder);
	/* Another topic is another place. */
	importing_fine(importing_folder, "Elsewhere");
	importing_expect("SELECT count(*) FROM community.thread", "4");
	/* What was erased here does not come back. */
	importing_ask("DELETE FROM community.post WHERE kind <> 'question' AND thread_id IN (SELECT id FROM "
		      "community.thread WHERE title = 'New')");
	importing_ask("DELETE FROM community.thread WHERE title = 'New'");
	importing_fine(importing_folder, NULL);
	importing_fine(importing_folder, "Elsewhere");
	importing_expect("SELECT count(*) FROM community.thread WHERE title = 'New'", "0");
}

/* A run that was interrupted, and then the files are others: what is left becomes a new run. */
static void test_files_changed_after_an_interruption(void **state)
{
	char rows[4000], *p = rows;
	int i;

	(void)state;
	importing_folder_new("changing");
	importing_put("Users.xml", USERS(ANN_AND_OTHERS));
	for (i = 1; i <= 10; i++)
		p += sprintf(p,
			"<row Id=\"%d\" PostTypeId=\"1\" CreationDate=\"2020-02-%02d\" OwnerUserId=\"1\" "
			"Title=\"Q%d\"/>\n",
			i, i, i);
	snprintf(importing_said, sizeof(importing_said), POSTS("%s"), rows);
	importing_put("Posts.xml", importing_said);
	importing_database("changing");
	importing_ask("ALTER TABLE community.thread ADD CONSTRAINT stop CHECK (title <> 'Q6')");
	assert_int_equal(importing_end(importing_start(importing_folder, NULL, 1)), 1);
	importing_expect("SELECT count(*) FROM community.thread", "5");
	importing_ask("ALTER TABLE community.thread DROP CONSTRAINT stop");
	sprintf(p, "<row Id=\"11\" PostTypeId=\"1\" CreationDate=\"2020-02-05\" OwnerUserId=\"2\" "
		   "Title=\"Q11\"/>\n");
	snprintf(importing_said, sizeof(importing_said), POSTS("%s"), rows);
	importing_put("Posts.xml", importing_said);
	importing_fine(importing_folder, NULL);
	assert_null(strstr(importing_said, "going on"));
	importing_expect("SELECT count(*) || ' ' || count(DISTINCT title) FROM community.thread", "11 11");
	importing_expect("SELECT count(*) FROM ops.import_run", "2");
	importing_adds_nothing(importing_folder);
}

static void test_what_is_refused(void **state)
{
	static const struct {
		const char *file, *content, *problem;
	} cases[] = {
		{"Posts.xml", POSTS("<row PostTypeId=\"1\"/>\n"),
			"/Posts.xml, line 2, byte 9: a row without Id"},
		{"Posts.xml", POSTS("<row Id=\"x\" PostTypeId=\"1\"/>\n"),
			"/Posts.xml, line 2, byte 9: Id=\"x\" is not a number"},
		{"Posts.xml", POSTS("<row Id=\"1\" PostTypeId=\"1\"/>\n"),
			"line 2, byte 9: a row without CreationDate"},
		{"Posts.xml", POSTS("<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-30\"/>\n"),
			"line 2, byte 9: CreationDate=\"2020-02-30\" is not a date"},
		{"Posts.xml", POSTS("<row Id=\"1\" PostTypeId=\"2\" CreationDate=\"2020-02-03\"/>\n"),
			"line 2, byte 9: a row without ParentId"},
		{"Posts.xml",
			POSTS("<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-03\"/>\n"
			      "<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-03\"/>\n"),
			"line 3, byte 64: a second post with the Id 1"},
		{"Users.xml",
			"<u>\n<row Id=\"1\" CreationDate=\"2020-02-03\"/>\n<row Id=\"1\" "
			"CreationDate=\"2020-02-03\"/>\n</u>",
			"/Users.xml, line 3, byte 45: a second account with the Id 1"},
		{"Comments.xml",
			"<c>\n<row Id=\"1\" PostId=\"1\" CreationDate=\"2020-02-03\"/>\n<row Id=\"1\" "
			"PostId=\"1\" CreationDate=\"2020-02-03\"/></c>",
			"/Comments.xml, line 3, byte 56: a second comment with the Id 1"},
		{"Votes.xml", "<v>\n<row Id=\"1\" PostId=\"1\" VoteTypeId=\"2\"/></v>",
			"/Votes.xml, line 2, byte 5: a row without CreationDate"},
		{"Votes.xml",
			"<v>\n<row Id=\"1\" PostId=\"1\" VoteTypeId=\"2\" "
			"CreationDate=\"2020-02-03\"/>\n<row Id=",
			"/Votes.xml, line 3, byte 79: the file ends too early"},
		{"Tags.csv", "Id,TagName\n1,\"a\n",
			"/Tags.csv, line 2, byte 14: a quote that is never closed"},
	};
	char before[64];
	size_t i;

	(void)state;
	importing_folder_new("refused");
	importing_database("refused");
	snprintf(before, sizeof(before), "%s", importing_ask(importing_all));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		importing_put("Users.xml", USERS(ANN_AND_OTHERS));
		importing_put("Posts.xml", POSTS("<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-03\" "
						 "OwnerUserId=\"1\" Title=\"T\"/>\n"));
		importing_put("Comments.xml", "<c/>");
		importing_put("Votes.xml", "<v/>");
		importing_put(cases[i].file, cases[i].content);
		assert_int_equal(importing(importing_folder, NULL), 1);
		if (!strstr(importing_complained, cases[i].problem))
			fail_msg("%s", importing_complained);
		importing_expect(importing_all, before);
	}
	assert_int_equal(importing("/nowhere", NULL), 1);
	assert_string_equal(importing_complained, "bothy import: /nowhere: No such file or directory\n");
	importing_folder_new("empty");
	assert_int_equal(importing(importing_folder, NULL), 1);
	assert_non_null(strstr(importing_complained,
		"/empty: there is no Posts.xml, Posts.csv, Posts.xml.gz or Posts.csv.gz"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_oddity),
		cmocka_unit_test(test_a_newer_dump),
		cmocka_unit_test(test_files_changed_after_an_interruption),
		cmocka_unit_test(test_what_is_refused),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
