/* import_dumps_test.c -- importing real dumps from ../shared/data, counted by other means: whole, as packed CSV, killed again and again, with
 * a database that refuses and helpers that die. */
#include "sql/importing.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "import/reader.h"

#define DATA "../shared/data/"

static const char *const dump_tables[] = {"Users", "Posts", "Comments", "Votes", "PostLinks", "Tags"};
#define DUMP_TABLES (sizeof(dump_tables) / sizeof(dump_tables[0]))

/* How often ${needle} stands in the file: another way of counting than the reader's. */
static int64_t times(const char *dump, const char *table, const char *needle)
{
	static char buffer[8 << 20];
	char path[256];
	const char *p;
	int64_t n = 0;
	size_t size;
	FILE *f;

	snprintf(path, sizeof(path), DATA "%s/%s.xml", dump, table);
	f = fopen(path, "r");
	assert_non_null(f);
	size = fread(buffer, 1, sizeof(buffer) - 1, f);
	buffer[size] = 0;
	fclose(f);
	for (p = buffer; (p = strstr(p, needle)); p += strlen(needle))
		n++;
	return n;
}

static bool data_is_there(void)
{
	if (access(DATA "quantum-se/Posts.xml", R_OK) == 0)
		return true;
	print_message("skipped: ../shared/data is not here\n");
	return false;
}

/* The dump in ${from}, with all its columns, as packed CSV in the folder. */
static void convert(const char *from, const char *table)
{
	static const char *const columns[] = {"Id", "PostTypeId", "ParentId", "AcceptedAnswerId",
		"CreationDate", "LastActivityDate", "LastEditDate", "ClosedDate", "ViewCount", "OwnerUserId",
		"Title", "Tags", "Body", "PostId", "UserId", "Text", "VoteTypeId", "RelatedPostId",
		"LinkTypeId", "TagName", "DisplayName"};
	enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };
	struct reader *r = reader_find(from, table);
	int column[COLUMNS], i;
	char path[256];
	const char *s;
	gzFile out;

	assert_non_null(r);
	snprintf(path, sizeof(path), "%s/%s.csv.gz", importing_folder, table);
	out = gzopen(path, "wb");
	for (i = 0; i < COLUMNS; i++) {
		column[i] = reader_column(r, columns[i]);
		gzprintf(out, "%s%s", i ? "," : "", columns[i]);
	}
	while (reader_next(r)) {
		gzputs(out, "\r\n");
		for (i = 0; i < COLUMNS; i++) {
			gzputs(out, i ? ",\"" : "\"");
			for (s = reader_text(r, column[i]); s && *s; s++) {
				gzputc(out, *s);
				if (*s == '"')
					gzputc(out, '"');
			}
			gzputc(out, '"');
		}
	}
	assert_null(reader_problem(r));
	reader_close(r);
	assert_int_equal(gzclose(out), Z_OK);
}

static void assert_counts_of(const char *dump, int64_t topic)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM community.thread WHERE topic_id = %lld",
		(long long)topic);
	assert_int_equal(importing_number(sql), times(dump, "Posts", " PostTypeId=\"1\""));
	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM community.post JOIN community.thread t ON t.id = thread_id"
		" WHERE topic_id = %lld AND post.kind = 'answer'",
		(long long)topic);
	assert_int_equal(importing_number(sql), times(dump, "Posts", " PostTypeId=\"2\""));
	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM community.post JOIN community.thread t ON t.id = thread_id"
		" WHERE topic_id = %lld AND post.kind = 'comment'",
		(long long)topic);
	assert_int_equal(importing_number(sql), times(dump, "Comments", "<row "));
	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM community.thread WHERE topic_id = %lld AND state = 'confirmed'",
		(long long)topic);
	assert_int_equal(importing_number(sql), times(dump, "Posts", " AcceptedAnswerId=\""));
	snprintf(sql, sizeof(sql),
		"SELECT sum(v.views) FROM community.thread_views v JOIN community.thread t ON t.id = "
		"v.thread_id"
		" WHERE topic_id = %lld",
		(long long)topic);
	assert_true(importing_number(sql) > times(dump, "Posts", " ViewCount=\""));
}

static void test_two_real_dumps(void **state)
{
	struct tallied t;

	(void)state;
	if (!data_is_there())
		skip();
	importing_database("real");
	importing_fine(DATA "quantum-se", NULL);
	importing_consistent();
	t = importing_line("Posts");
	assert_int_equal(t.read, times("quantum-se", "Posts", "<row "));
	assert_int_equal(t.read, t.written + t.skipped);
	importing_expect("SELECT slug || ' ' || name FROM community.topic", "quantum-se quantum-se");
	assert_counts_of("quantum-se", importing_number("SELECT max(id) FROM community.topic"));
	/* The first question: its dates, its votes, its words. */
	importing_expect("SELECT created_at || ' ' || active_at FROM community.thread ORDER BY id LIMIT 1",
		"2018-03-12 17:00:45.567+00 2018-04-29 21:10:40.053+00");
	assert_int_equal(
		importing_number("SELECT votes_up - votes_down FROM community.post ORDER BY id LIMIT 1"), 52);
	assert_int_equal(
		importing_number(
			"SELECT count(*) FROM community.post WHERE missing OR source = '' OR html = ''"),
		0);
	assert_true(
		importing_number(
			"SELECT count(*) FROM community.post WHERE words @@ to_tsquery('english', 'qubits')") >
		100);
	assert_int_equal(importing_number("SELECT sum(votes_up) FROM community.post"), 5087 + 4862);
	assert_int_equal(importing_number("SELECT sum(votes_down) FROM community.post"), 205 + 221);
	assert_int_equal(importing_number("SELECT count(*) FROM community.follow"), 706);
	assert_int_equal(importing_number("SELECT count(*) FROM community.thread_link"), 305);
	assert_int_equal(
		importing_number("SELECT count(*) FROM community.thread WHERE duplicate_of IS NOT NULL"), 10);
	assert_int_equal(importing_number("SELECT count(*) FROM community.thread WHERE locked"),
		times("quantum-se", "Posts", " ClosedDate=\""));
	importing_expect(
		"SELECT string_agg(name, ' ' ORDER BY name) FROM community.tag WHERE name LIKE 'q-%'",
		"q-sharp");
	importing_adds_nothing(DATA "quantum-se");

	importing_fine(DATA "ai-se/", NULL);
	assert_counts_of("ai-se", importing_number("SELECT max(id) FROM community.topic"));
	assert_int_equal(importing_number("SELECT count(*) FROM community.member WHERE state = 'former'"), 1);
	assert_int_equal(importing_line("PostHistory").read, times("ai-se", "PostHistory", "<row "));
	assert_true(importing_number("SELECT count(*) FROM community.post_revision") > 700);
	/* What the author typed, not what the page made of it. */
	assert_true(importing_number("SELECT count(*) FROM community.post WHERE source LIKE '%"
				     "\n  [1]: http%'") > 200);
	importing_adds_nothing(DATA "ai-se");
}

static void test_the_same_as_packed_csv(void **state)
{
	char wanted[64];
	size_t i;

	(void)state;
	if (!data_is_there())
		skip();
	importing_folder_new("quantum-se");
	for (i = 0; i < DUMP_TABLES; i++)
		convert(DATA "quantum-se", dump_tables[i]);
	importing_database("xml");
	importing_fine(DATA "quantum-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", importing_ask(importing_all));
	importing_database("csv");
	importing_fine(importing_folder, NULL);
	importing_expect(importing_all, wanted);
	importing_adds_nothing(importing_folder);
	/* A file breaks off: nothing changes, and the message says where. */
	importing_database("broken");
	snprintf(wanted, sizeof(wanted), "%s", importing_ask(importing_all));
	{
		char path[256];

		snprintf(path, sizeof(path), "%s/Comments.csv.gz", importing_folder);
		assert_int_equal(truncate(path, 100000), 0);
		assert_int_equal(importing(importing_folder, NULL), 1);
		assert_non_null(strstr(importing_complained, "/Comments.csv.gz, line "));
		assert_non_null(strstr(importing_complained, "the packed file ends too early"));
	}
	importing_expect(importing_all, wanted);
	importing_expect("SELECT count(*) FROM ops.import_source", "0");
}

/* Waits until another ${n} threads are there; false: the import has ended before. */
static bool wait_for_threads(pid_t pid, int64_t n)
{
	int64_t before = importing_number("SELECT count(*) FROM community.thread");
	siginfo_t info = {0};

	while (importing_number("SELECT count(*) FROM community.thread") < before + n) {
		assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
		if (info.si_pid == pid)
			return false;
		usleep(2000);
	}
	return true;
}

static void test_killed_again_and_again(void **state)
{
	char wanted[64];
	int kills = 0, status;
	pid_t pid;

	(void)state;
	if (!data_is_there())
		skip();
	importing_database("straight");
	importing_fine(DATA "ai-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", importing_ask(importing_all));
	importing_database("killed");
	do {
		pid = importing_start(DATA "ai-se", NULL, 20);
		if (wait_for_threads(pid, 60)) {
			kill(pid, kills % 2 ? SIGINT : SIGKILL);
			kills++;
		}
		status = importing_end(pid);
		if (status == 130)
			assert_non_null(
				strstr(importing_complained, "the same command goes on where it stopped"));
		importing_consistent();
	} while (status != 0);
	assert_true(kills >= 3);
	assert_non_null(strstr(importing_said, "going on where it was interrupted"));
	importing_expect(importing_all, wanted);
	importing_expect("SELECT count(*) FROM ops.import_run", "1");
	importing_adds_nothing(DATA "ai-se");
}

/* The database refuses in the middle: that batch leaves nothing, those before it stay, and it goes on when it
 * can. */
static void test_refused_by_the_database(void **state)
{
	char wanted[64];

	(void)state;
	if (!data_is_there())
		skip();
	importing_database("willing");
	importing_fine(DATA "ai-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", importing_ask(importing_all));
	importing_database("refusing");
	importing_ask(
		"ALTER TABLE community.post ADD CONSTRAINT not_this_one CHECK (plain NOT LIKE '%Chinese room%')");
	assert_int_equal(importing_end(importing_start(DATA "ai-se", NULL, 50)), 1);
	assert_non_null(strstr(importing_complained, ": threads "));
	assert_non_null(strstr(importing_complained, "not_this_one"));
	importing_consistent();
	assert_true(importing_number("SELECT count(*) FROM community.thread") > 0);
	importing_ask("ALTER TABLE community.post DROP CONSTRAINT not_this_one");
	importing_fine(DATA "ai-se", NULL);
	importing_expect(importing_all, wanted);
}

/* The last child of a process, 0: it has none. */
static pid_t child_of(pid_t pid)
{
	char path[64], line[256] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (!fgets(line, sizeof(line), f))
		*line = 0;
	fclose(f);
	line[strcspn(line, "\n")] = 0;
	while (*line && line[strlen(line) - 1] == ' ')
		line[strlen(line) - 1] = 0;
	return (pid_t)atoi(strrchr(line, ' ') ? strrchr(line, ' ') : line);
}

/* The helpers that lay out text die all the time: no text is lost. */
static void test_helpers_that_die(void **state)
{
	char wanted[64];
	siginfo_t info = {0};
	pid_t pid, helper;
	int killed = 0;

	(void)state;
	if (!data_is_there())
		skip();
	importing_database("healthy");
	importing_fine(DATA "ai-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", importing_ask(importing_all));
	importing_database("dying");
	pid = importing_start(DATA "ai-se", NULL, 100);
	while (info.si_pid != pid) {
		helper = child_of(pid) ? child_of(child_of(pid)) : 0;
		if (helper && importing_number("SELECT count(*) FROM community.thread") > 0)
			killed += kill(helper, SIGKILL) == 0;
		usleep(70000);
		assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	}
	assert_int_equal(importing_end(pid), 0);
	assert_true(killed > 0);
	importing_expect(importing_all, wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_real_dumps),
		cmocka_unit_test(test_the_same_as_packed_csv),
		cmocka_unit_test(test_killed_again_and_again),
		cmocka_unit_test(test_refused_by_the_database),
		cmocka_unit_test(test_helpers_that_die),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
