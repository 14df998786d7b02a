/* import_test.c -- the import against a real database: real dumps from ../shared/data counted by other means,
 * small ones with every oddity, interruptions, refusals.
 *
 * Each import runs in a process of its own, as in life, so that it can be killed. Each test has a database of
 * its own. */
#include "faults/harness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "db/migrate.h"
#include "import/import.h"
#include "import/reader.h"

#define DATA "../shared/data/"

static char address[128]; /* of the database at hand */
static char folder[96];	  /* for dumps made here */
static char said[65536], complained[4096];

/* ---- the database ---- */

static void remake(const char *name)
{
	char secrets[96], admin[128];

	snprintf(secrets, sizeof(secrets), "%s/secrets", cluster_dir);
	snprintf(admin, sizeof(admin), "host=%s user=admin password=admin dbname=postgres", cluster_dir);
	snprintf(address, sizeof(address), "host=%s dbname=%s", cluster_dir, name);
	assert_true(migrate_create_roles(admin, name, secrets));
	assert_true(migrate_up(address, cluster_password("bothy_owner"), NULL));
}

static PGconn *open_admin(void)
{
	char as_admin[200];
	PGconn *pg;

	snprintf(as_admin, sizeof(as_admin), "%s user=admin password=admin", address);
	pg = PQconnectdb(as_admin);
	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	return pg;
}

/* The first value of the first row; "" if it is NULL or there is no row. Static. */
static const char *ask(const char *sql)
{
	static char out[4096];
	PGconn *pg = open_admin();
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	snprintf(out, sizeof(out), "%s", PQntuples(res) ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	PQfinish(pg);
	return out;
}

static int64_t number(const char *sql)
{
	return atoll(ask(sql));
}

#define expect(sql, wanted) \
	do { \
		const char *got_ = ask(sql); \
		if (strcmp(got_, (wanted)) != 0) \
			fail_msg("%s:%d: %s: \"%s\", not \"%s\"", __FILE__, __LINE__, sql, got_, (wanted)); \
	} while (0)

/* Everything an import writes, as one hash; without the numbers that a sequence gave and no plan. */
static const char all[] =
	"SELECT md5(string_agg(line, '' ORDER BY line COLLATE \"C\")) FROM ("
	" SELECT 'member' || m::text AS line FROM community.member m"
	" UNION ALL SELECT 'topic' || t::text FROM community.topic t"
	" UNION ALL SELECT 'tag' || t::text FROM community.tag t"
	" UNION ALL SELECT 'thread' || t::text FROM community.thread t"
	" UNION ALL SELECT 'thread_tag' || t::text FROM community.thread_tag t"
	" UNION ALL SELECT 'views' || t::text FROM community.thread_views t"
	" UNION ALL SELECT 'link' || t::text FROM community.thread_link t"
	" UNION ALL SELECT 'post' || p::text FROM community.post p"
	" UNION ALL SELECT 'revision' || p::text FROM community.post_revision p"
	" UNION ALL SELECT 'follow' || f::text FROM community.follow f"
	" UNION ALL SELECT 'acceptance' || (to_jsonb(a) - 'id')::text FROM community.acceptance a"
	" UNION ALL SELECT 'event' || (to_jsonb(e) - 'id' - 'tx')::text FROM ops.event e"
	" UNION ALL SELECT 'map' || m::text FROM ops.import_map m"
	" UNION ALL SELECT 'sequence' || last_value FROM community.post_id_seq"
	" UNION ALL SELECT 'sequence' || last_value FROM community.thread_id_seq"
	" UNION ALL SELECT 'sequence' || last_value FROM community.member_id_seq) AS lines";

/* Counters and orders that must hold after every batch, of any import. Each query counts what is wrong. */
static void assert_consistent(void)
{
	static const char *const wrongs[] = {
		"SELECT count(*) FROM community.thread t WHERE (answers, comments, followers) IS DISTINCT "
		"FROM ("
		" (SELECT count(*) FROM community.post WHERE thread_id = t.id AND kind = 'answer'),"
		" (SELECT count(*) FROM community.post WHERE thread_id = t.id AND kind = 'comment'),"
		" (SELECT count(*) FROM community.follow WHERE thread_id = t.id))",
		"SELECT count(*) FROM community.thread t WHERE (last_post_id, last_member_id) IS DISTINCT "
		"FROM ("
		" (SELECT id FROM community.post WHERE thread_id = t.id AND kind <> 'question'"
		"  ORDER BY created_at DESC, id DESC LIMIT 1),"
		" (SELECT author_id FROM community.post WHERE id = t.last_post_id))",
		"SELECT count(*) FROM community.thread t WHERE NOT EXISTS (SELECT FROM community.post p"
		" WHERE p.thread_id = t.id AND p.kind = 'question' AND p.author_id = t.author_id"
		" AND p.created_at = t.created_at)",
		"SELECT count(*) FROM community.thread t WHERE"
		" (state = 'confirmed') <> EXISTS (SELECT FROM community.acceptance a WHERE a.thread_id = "
		"t.id)"
		" OR (solved_at IS NOT NULL) <> (state = 'confirmed')",
		"SELECT count(*) FROM community.post p WHERE kind <> 'comment' AND (comments, accepted) IS "
		"DISTINCT FROM ("
		" (SELECT count(*) FROM community.post c WHERE c.parent_id = p.id AND c.kind = 'comment'),"
		" (SELECT count(*) FROM community.acceptance a WHERE a.post_id = p.id))",
		"SELECT count(*) FROM community.post p WHERE kind = 'comment' AND thread_id <>"
		" (SELECT thread_id FROM community.post WHERE id = p.parent_id)",
		"SELECT count(*) FROM community.post p WHERE revision <>"
		" 1 + (SELECT count(*) FROM community.post_revision r WHERE r.post_id = p.id)",
		"SELECT count(*) FROM community.acceptance a JOIN community.post p ON p.id = a.post_id"
		" WHERE p.kind <> 'answer' OR p.thread_id <> a.thread_id OR a.created_at < p.created_at",
		"SELECT count(*) FROM community.member m WHERE (answers, solutions) IS DISTINCT FROM ("
		" (SELECT count(*) FROM community.post WHERE author_id = m.id AND kind = 'answer'),"
		" (SELECT count(*) FROM community.acceptance a JOIN community.post p ON p.id = a.post_id"
		"  WHERE p.author_id = m.id AND a.member_id <> m.id))",
		"SELECT count(*) FROM community.tag g WHERE threads <>"
		" (SELECT count(*) FROM community.thread_tag WHERE tag_id = g.id)",
		"SELECT count(*) FROM community.topic t WHERE threads <>"
		" (SELECT count(*) FROM community.thread WHERE topic_id = t.id)",
		"SELECT count(*) FROM community.thread_tag g JOIN community.thread t ON t.id = g.thread_id"
		" WHERE g.active_at <> t.active_at",
		"SELECT count(*) FROM community.thread t FULL JOIN community.thread_views v ON v.thread_id = "
		"t.id"
		" WHERE t.id IS NULL OR v.thread_id IS NULL",
		/* One event for each thing that happened, at its time. */
		"SELECT count(*) FROM (SELECT id AS post_id, author_id AS member_id, created_at AS at,"
		"  array_position('{question,answer,comment}', kind)::int AS kind FROM community.post) p"
		" FULL JOIN (SELECT * FROM ops.event WHERE kind IN (1, 2, 3)) e USING (post_id, member_id, "
		"at, kind)"
		" WHERE p.member_id IS NULL OR e.id IS NULL",
		"SELECT count(*) FROM (SELECT post_id, member_id, created_at AS at FROM "
		"community.acceptance) a"
		" FULL JOIN (SELECT * FROM ops.event WHERE kind = 10) e USING (post_id, member_id, at)"
		" WHERE e.id IS NULL OR e.other_id IS NULL OR e.thread_id IS NULL",
		"SELECT count(*) FROM ops.event e JOIN community.post p ON p.id = e.number"
		" WHERE e.kind = 3 AND (p.author_id <> e.other_id OR p.thread_id <> e.thread_id)",
		"SELECT (SELECT count(*) FROM ops.event WHERE kind = 4) - (SELECT count(*) FROM "
		"community.post_revision)",
		/* What the map says is what is there. */
		"SELECT count(*) FROM ops.import_map i FULL JOIN community.post p ON p.id = i.id"
		" WHERE i.kind <> 'member' AND (p.id IS NULL OR (i.kind = 'comment') <> (p.kind = "
		"'comment'))",
		"SELECT (SELECT count(*) FROM ops.import_map WHERE kind <> 'member') - (SELECT count(*) FROM "
		"community.post)",
		"SELECT count(*) FROM ops.import_map i FULL JOIN (SELECT * FROM community.member WHERE state "
		"= 'unclaimed') m"
		" ON m.id = i.id AND i.kind = 'member' WHERE i.kind = 'member' AND m.id IS NULL OR i.id IS "
		"NULL",
		/* Ids follow the dates. */
		"SELECT count(*) FROM (SELECT p.created_at, lag(p.created_at) OVER (ORDER BY p.id) AS earlier"
		" FROM community.post p) x WHERE earlier > created_at",
		"SELECT count(*) FROM (SELECT created_at, lag(created_at) OVER (ORDER BY id) AS earlier"
		" FROM community.thread) x WHERE earlier > created_at",
		"SELECT count(*) FROM community.member WHERE state = 'unclaimed' AND roles <> 1",
	};
	size_t i;

	for (i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++)
		if (number(wrongs[i]) != 0)
			fail_msg("%s are wrong: %s", ask(wrongs[i]), wrongs[i]);
}

/* ---- running it ---- */

static void slurp(const char *name, char *out, size_t room)
{
	char path[128];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", cluster_dir, name);
	fd = open(path, O_RDONLY);
	n = read(fd, out, room - 1);
	out[n > 0 ? n : 0] = 0;
	close(fd);
}

static void redirect(int fd, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", cluster_dir, name);
	dup2(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600), fd);
}

static pid_t import_start(const char *directory, const char *topic, unsigned batch)
{
	struct import_settings s = {.directory = directory,
		.topic = topic,
		.conninfo = address,
		.batch = batch};
	pid_t pid;

	s.password = cluster_password("bothy_work");
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		int status;

		redirect(STDOUT_FILENO, "stdout");
		redirect(STDERR_FILENO, "stderr");
		status = import_stackexchange(&s);
		fflush(NULL);
		_exit(status);
	}
	assert_true(pid > 0);
	return pid;
}

/* The exit status, or 128 and the signal; what it said is in ${said} and ${complained}. */
static int import_end(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	slurp("stdout", said, sizeof(said));
	slurp("stderr", complained, sizeof(complained));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int import(const char *directory, const char *topic)
{
	return import_end(import_start(directory, topic, 0));
}

static void import_fine(const char *directory, const char *topic)
{
	int status = import(directory, topic);

	if (status != 0)
		fail_msg("%s: status %d: %s", directory, status, complained);
}

/* The numbers of a line of the table at the end: "Posts 1,986 1,672 314". -1: no such line. */
struct tallied {
	long read, written, skipped;
};

static long ungrouped(const char **p)
{
	long n = 0;

	*p += strspn(*p, " ");
	for (; (**p >= '0' && **p <= '9') || **p == ','; (*p)++)
		if (**p != ',')
			n = n * 10 + (**p - '0');
	return n;
}

static struct tallied table_line(const char *table)
{
	char start[32];
	const char *p;
	struct tallied t = {-1, -1, -1};

	snprintf(start, sizeof(start), "\n%s ", table);
	p = strstr(said, start);
	if (!p)
		return t;
	p += strlen(start);
	t.read = ungrouped(&p);
	t.written = ungrouped(&p);
	t.skipped = ungrouped(&p);
	return t;
}

static void assert_adds_nothing(const char *directory)
{
	static const char *const tables[] = {"Users", "Posts", "Comments", "Votes", "PostLinks", "Tags"};
	char before[64];
	size_t i;

	snprintf(before, sizeof(before), "%s", ask(all));
	import_fine(directory, NULL);
	expect(all, before);
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct tallied t = table_line(tables[i]);

		if (t.written != 0 || t.read != t.skipped)
			fail_msg("%s: read %ld, written %ld, skipped %ld", tables[i], t.read, t.written,
				t.skipped);
	}
}

/* ---- files ---- */

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

static void folder_new(const char *name)
{
	snprintf(folder, sizeof(folder), "%s/%s", cluster_dir, name);
	assert_int_equal(mkdir(folder, 0700), 0);
}

static void put_file(const char *name, const char *content)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	fputs(content, f);
	assert_int_equal(fclose(f), 0);
}

static const char *const dump_tables[] = {"Users", "Posts", "Comments", "Votes", "PostLinks", "Tags"};
#define DUMP_TABLES (sizeof(dump_tables) / sizeof(dump_tables[0]))

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
	snprintf(path, sizeof(path), "%s/%s.csv.gz", folder, table);
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

/* ---- real dumps ---- */

static void assert_counts_of(const char *dump, int64_t topic)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "SELECT count(*) FROM community.thread WHERE topic_id = %lld",
		(long long)topic);
	assert_int_equal(number(sql), times(dump, "Posts", " PostTypeId=\"1\""));
	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM community.post JOIN community.thread t ON t.id = thread_id"
		" WHERE topic_id = %lld AND post.kind = 'answer'",
		(long long)topic);
	assert_int_equal(number(sql), times(dump, "Posts", " PostTypeId=\"2\""));
	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM community.post JOIN community.thread t ON t.id = thread_id"
		" WHERE topic_id = %lld AND post.kind = 'comment'",
		(long long)topic);
	assert_int_equal(number(sql), times(dump, "Comments", "<row "));
	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM community.thread WHERE topic_id = %lld AND state = 'confirmed'",
		(long long)topic);
	assert_int_equal(number(sql), times(dump, "Posts", " AcceptedAnswerId=\""));
	snprintf(sql, sizeof(sql),
		"SELECT sum(v.views) FROM community.thread_views v JOIN community.thread t ON t.id = "
		"v.thread_id"
		" WHERE topic_id = %lld",
		(long long)topic);
	assert_true(number(sql) > times(dump, "Posts", " ViewCount=\""));
}

static void test_two_real_dumps(void **state)
{
	struct tallied t;

	(void)state;
	if (!data_is_there())
		skip();
	remake("real");
	import_fine(DATA "quantum-se", NULL);
	assert_consistent();
	t = table_line("Posts");
	assert_int_equal(t.read, times("quantum-se", "Posts", "<row "));
	assert_int_equal(t.read, t.written + t.skipped);
	expect("SELECT slug || ' ' || name FROM community.topic", "quantum-se quantum-se");
	assert_counts_of("quantum-se", number("SELECT max(id) FROM community.topic"));
	/* The first question: its dates, its votes, its words. */
	expect("SELECT created_at || ' ' || active_at FROM community.thread ORDER BY id LIMIT 1",
		"2018-03-12 17:00:45.567+00 2018-04-29 21:10:40.053+00");
	assert_int_equal(number("SELECT votes_up - votes_down FROM community.post ORDER BY id LIMIT 1"), 52);
	assert_int_equal(
		number("SELECT count(*) FROM community.post WHERE missing OR source = '' OR html = ''"), 0);
	assert_true(
		number("SELECT count(*) FROM community.post WHERE words @@ to_tsquery('english', 'qubits')") >
		100);
	assert_int_equal(number("SELECT sum(votes_up) FROM community.post"), 5087 + 4862);
	assert_int_equal(number("SELECT sum(votes_down) FROM community.post"), 205 + 221);
	assert_int_equal(number("SELECT count(*) FROM community.follow"), 706);
	assert_int_equal(number("SELECT count(*) FROM community.thread_link"), 305);
	assert_int_equal(number("SELECT count(*) FROM community.thread WHERE duplicate_of IS NOT NULL"), 10);
	assert_int_equal(number("SELECT count(*) FROM community.thread WHERE locked"),
		times("quantum-se", "Posts", " ClosedDate=\""));
	expect("SELECT string_agg(name, ' ' ORDER BY name) FROM community.tag WHERE name LIKE 'q-%'",
		"q-sharp");
	assert_adds_nothing(DATA "quantum-se");

	import_fine(DATA "ai-se/", NULL);
	assert_counts_of("ai-se", number("SELECT max(id) FROM community.topic"));
	assert_int_equal(number("SELECT count(*) FROM community.member WHERE state = 'former'"), 1);
	assert_int_equal(table_line("PostHistory").read, times("ai-se", "PostHistory", "<row "));
	assert_true(number("SELECT count(*) FROM community.post_revision") > 700);
	/* What the author typed, not what the page made of it. */
	assert_true(number("SELECT count(*) FROM community.post WHERE source LIKE '%"
			   "\n  [1]: http%'") > 200);
	assert_adds_nothing(DATA "ai-se");
}

static void test_the_same_as_packed_csv(void **state)
{
	char wanted[64];
	size_t i;

	(void)state;
	if (!data_is_there())
		skip();
	folder_new("quantum-se");
	for (i = 0; i < DUMP_TABLES; i++)
		convert(DATA "quantum-se", dump_tables[i]);
	remake("xml");
	import_fine(DATA "quantum-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", ask(all));
	remake("csv");
	import_fine(folder, NULL);
	expect(all, wanted);
	assert_adds_nothing(folder);
	/* A file breaks off: nothing changes, and the message says where. */
	remake("broken");
	snprintf(wanted, sizeof(wanted), "%s", ask(all));
	{
		char path[256];

		snprintf(path, sizeof(path), "%s/Comments.csv.gz", folder);
		assert_int_equal(truncate(path, 100000), 0);
		assert_int_equal(import(folder, NULL), 1);
		assert_non_null(strstr(complained, "/Comments.csv.gz, line "));
		assert_non_null(strstr(complained, "the packed file ends too early"));
	}
	expect(all, wanted);
	expect("SELECT count(*) FROM ops.import_source", "0");
}

/* Waits until another ${n} threads are there; false: the import has ended before. */
static bool wait_for_threads(pid_t pid, int64_t n)
{
	int64_t before = number("SELECT count(*) FROM community.thread");
	siginfo_t info = {0};

	while (number("SELECT count(*) FROM community.thread") < before + n) {
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
	remake("straight");
	import_fine(DATA "ai-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", ask(all));
	remake("killed");
	do {
		pid = import_start(DATA "ai-se", NULL, 20);
		if (wait_for_threads(pid, 60)) {
			kill(pid, kills % 2 ? SIGINT : SIGKILL);
			kills++;
		}
		status = import_end(pid);
		if (status == 130)
			assert_non_null(strstr(complained, "the same command goes on where it stopped"));
		assert_consistent();
	} while (status != 0);
	assert_true(kills >= 3);
	assert_non_null(strstr(said, "going on where it was interrupted"));
	expect(all, wanted);
	expect("SELECT count(*) FROM ops.import_run", "1");
	assert_adds_nothing(DATA "ai-se");
}

/* The database refuses in the middle: that batch leaves nothing, those before it stay, and it goes on when it
 * can. */
static void test_refused_by_the_database(void **state)
{
	char wanted[64];

	(void)state;
	if (!data_is_there())
		skip();
	remake("willing");
	import_fine(DATA "ai-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", ask(all));
	remake("refusing");
	ask("ALTER TABLE community.post ADD CONSTRAINT not_this_one CHECK (plain NOT LIKE '%Chinese room%')");
	assert_int_equal(import_end(import_start(DATA "ai-se", NULL, 50)), 1);
	assert_non_null(strstr(complained, ": threads "));
	assert_non_null(strstr(complained, "not_this_one"));
	assert_consistent();
	assert_true(number("SELECT count(*) FROM community.thread") > 0);
	ask("ALTER TABLE community.post DROP CONSTRAINT not_this_one");
	import_fine(DATA "ai-se", NULL);
	expect(all, wanted);
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
	remake("healthy");
	import_fine(DATA "ai-se", NULL);
	snprintf(wanted, sizeof(wanted), "%s", ask(all));
	remake("dying");
	pid = import_start(DATA "ai-se", NULL, 100);
	while (info.si_pid != pid) {
		helper = child_of(pid) ? child_of(child_of(pid)) : 0;
		if (helper && number("SELECT count(*) FROM community.thread") > 0)
			killed += kill(helper, SIGKILL) == 0;
		usleep(70000);
		assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	}
	assert_int_equal(import_end(pid), 0);
	assert_true(killed > 0);
	expect(all, wanted);
}

/* ---- small dumps ---- */

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
	put_file("Users.xml", USERS(ANN_AND_OTHERS));
	put_file("Posts.xml", posts);
	put_file("Comments.xml", odd_comments);
	put_file("Votes.xml", odd_votes);
	put_file("PostLinks.xml", odd_links);
	put_file("Tags.xml",
		"<tags><row TagName=\"c#\"/><row TagName=\"sim\"/><row TagName=\"never\"/></tags>");
}

static void assert_reason(const char *table, const char *number_and_reason)
{
	const char *p, *next;
	char start[32];

	snprintf(start, sizeof(start), "\n%s ", table);
	p = strstr(said, start);
	assert_non_null(p);
	for (p += 1; p && (next = strchr(p, '\n')) && (next[1] == ' ' || p == strstr(said, start) + 1);
		p = next + 1)
		if (strstr(next + 1, number_and_reason) &&
			strstr(next + 1, number_and_reason) < strchr(next + 1, '\n'))
			return;
	fail_msg("%s: no \"%s\" in\n%s", table, number_and_reason, said);
}

static void test_every_oddity(void **state)
{
	(void)state;
	folder_new("odd");
	put_odd_dump();
	remake("odd");
	ask("INSERT INTO community.member (username, display, skeleton) VALUES ('ann', 'Ann', 'ann'),"
	    " ('former-member', 'Me', 'me')");
	ask("INSERT INTO community.topic (slug, name) VALUES ('the-topic', 'The Topic')");
	import_fine(folder, "the topic");
	assert_consistent();
	expect("SELECT count(*) FROM community.topic", "1");

	/* people */
	expect("SELECT string_agg(username || '=' || display, ' ' ORDER BY id) FROM community.member WHERE "
	       "state = 'unclaimed'",
		"user-3=Bo ann-2=Ann ann-1=Ann");
	expect("SELECT username || ' ' || joined_at FROM community.member WHERE state = 'former'",
		"former-member-2 2019-12-01 00:00:00.5+00");
	assert_reason("Users", " 1  never wrote");

	/* threads */
	expect("SELECT string_agg(title || ':' || state || ':' || locked, ' ' ORDER BY id) FROM "
	       "community.thread",
		"No signal:confirmed:true Two:open:false Three:confirmed:false Question 60:open:false "
		"Seven:open:false");
	expect("SELECT active_at::text FROM community.thread WHERE title = 'No signal'",
		"2020-02-01 12:00:00+00");
	expect("SELECT active_at::text FROM community.thread WHERE title = 'Seven'",
		"2020-02-07 00:00:00+00");
	expect("SELECT solved_at::text FROM community.thread WHERE title = 'No signal'",
		"2020-02-01 11:00:00+00");
	expect("SELECT views FROM community.thread_views WHERE views > 0", "5");
	expect("SELECT string_agg(name || threads, ' ' ORDER BY tt.position) FROM community.thread_tag tt"
	       " JOIN community.tag g ON g.id = tt.tag_id",
		"c-sharp1 sim1");
	expect("SELECT a.title || '>' || b.title FROM community.thread a JOIN community.thread b ON b.id = "
	       "a.duplicate_of",
		"Two>No signal");
	expect("SELECT count(*) FROM community.thread WHERE duplicate_of IS NOT NULL", "1");
	expect("SELECT string_agg(a.title || '-' || l.kind || '-' || b.title, ', ' ORDER BY l.created_at) "
	       "FROM community.thread_link l"
	       " JOIN community.thread a ON a.id = l.thread_id JOIN community.thread b ON b.id = l.other_id",
		"Two-duplicate-No signal, No signal-duplicate-Two, Three-related-No signal, "
		"Two-duplicate-Three");
	assert_reason("PostLinks", " 1  a second link between the same threads");
	assert_reason("PostLinks", " 1  within one thread");
	assert_reason("PostLinks", " 1  a kind of link that is not known");

	/* texts */
	expect("SELECT source FROM community.post WHERE votes_down = 1", "Turn it **off**.");
	expect("SELECT html FROM community.post WHERE votes_down = 1",
		"<p>Turn it <strong>off</strong>.</p>\n");
	expect("SELECT source || '|' || missing FROM community.post WHERE kind = 'comment' AND NOT missing",
		"*Thank* you <b>|false");
	expect("SELECT count(*) FROM community.post WHERE missing AND source = '' AND html = '' AND plain = "
	       "''",
		"2");
	expect("SELECT left(source, 20) || right(source, 3) || (length(source) > 32000)::text FROM "
	       "community.post"
	       " JOIN community.thread t ON t.id = thread_id WHERE title = 'Question 60'",
		"\\*word\\* on\\*word\\* \n\n…true");
	assert_non_null(strstr(said, "1 texts had markup too deep"));

	/* votes */
	expect("SELECT votes_up || ' ' || votes_down || ' ' || accepted FROM community.post WHERE votes_down "
	       "= 1",
		"2 1 1");
	expect("SELECT m.username FROM community.follow JOIN community.member m ON m.id = member_id",
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
	folder_new("newer");
	put_file("Users.xml", USERS(ANN_AND_OTHERS));
	put_file("Posts.xml", POSTS("<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-01\" "
				    "OwnerUserId=\"1\" Title=\"Old\" Body=\"x\"/>\n"));
	remake("newer");
	import_fine(folder, NULL);
	put_file("Posts.xml", newer);
	put_file("PostLinks.xml", "<l>" LINK(1, 1, 3, 1) "</l>");
	import_fine(folder, NULL);
	assert_int_equal(table_line("Posts").written, 2);
	assert_reason("Posts", " 1  here already");
	assert_reason("Posts", " 1  new in a thread that was imported before");
	assert_int_equal(table_line("Users").written, 1);
	assert_reason("Users", " 1  only in what is new in threads imported before");
	expect("SELECT string_agg(title || answers, ' ' ORDER BY id) FROM community.thread", "Old0 New1");
	expect("SELECT count(*) FROM community.thread_link", "1");
	expect("SELECT threads FROM community.topic", "2");
	expect("SELECT count(*) FROM ops.import_run WHERE finished_at IS NOT NULL", "2");
	assert_adds_nothing(folder);
	/* Another topic is another place. */
	import_fine(folder, "Elsewhere");
	expect("SELECT count(*) FROM community.thread", "4");
	/* What was erased here does not come back. */
	ask("DELETE FROM community.post WHERE kind <> 'question' AND thread_id IN (SELECT id FROM "
	    "community.thread WHERE title = 'New')");
	ask("DELETE FROM community.thread WHERE title = 'New'");
	import_fine(folder, NULL);
	import_fine(folder, "Elsewhere");
	expect("SELECT count(*) FROM community.thread WHERE title = 'New'", "0");
}

/* A run that was interrupted, and then the files are others: what is left becomes a new run. */
static void test_files_changed_after_an_interruption(void **state)
{
	char rows[4000], *p = rows;
	int i;

	(void)state;
	folder_new("changing");
	put_file("Users.xml", USERS(ANN_AND_OTHERS));
	for (i = 1; i <= 10; i++)
		p += sprintf(p,
			"<row Id=\"%d\" PostTypeId=\"1\" CreationDate=\"2020-02-%02d\" OwnerUserId=\"1\" "
			"Title=\"Q%d\"/>\n",
			i, i, i);
	snprintf(said, sizeof(said), POSTS("%s"), rows);
	put_file("Posts.xml", said);
	remake("changing");
	ask("ALTER TABLE community.thread ADD CONSTRAINT stop CHECK (title <> 'Q6')");
	assert_int_equal(import_end(import_start(folder, NULL, 1)), 1);
	expect("SELECT count(*) FROM community.thread", "5");
	ask("ALTER TABLE community.thread DROP CONSTRAINT stop");
	sprintf(p, "<row Id=\"11\" PostTypeId=\"1\" CreationDate=\"2020-02-05\" OwnerUserId=\"2\" "
		   "Title=\"Q11\"/>\n");
	snprintf(said, sizeof(said), POSTS("%s"), rows);
	put_file("Posts.xml", said);
	import_fine(folder, NULL);
	assert_null(strstr(said, "going on"));
	expect("SELECT count(*) || ' ' || count(DISTINCT title) FROM community.thread", "11 11");
	expect("SELECT count(*) FROM ops.import_run", "2");
	assert_adds_nothing(folder);
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
	folder_new("refused");
	remake("refused");
	snprintf(before, sizeof(before), "%s", ask(all));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_file("Users.xml", USERS(ANN_AND_OTHERS));
		put_file("Posts.xml", POSTS("<row Id=\"1\" PostTypeId=\"1\" CreationDate=\"2020-02-03\" "
					    "OwnerUserId=\"1\" Title=\"T\"/>\n"));
		put_file("Comments.xml", "<c/>");
		put_file("Votes.xml", "<v/>");
		put_file(cases[i].file, cases[i].content);
		assert_int_equal(import(folder, NULL), 1);
		if (!strstr(complained, cases[i].problem))
			fail_msg("%s", complained);
		expect(all, before);
	}
	assert_int_equal(import("/nowhere", NULL), 1);
	assert_string_equal(complained, "bothy import: /nowhere: No such file or directory\n");
	folder_new("empty");
	assert_int_equal(import(folder, NULL), 1);
	assert_non_null(
		strstr(complained, "/empty: there is no Posts.xml, Posts.csv, Posts.xml.gz or Posts.csv.gz"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_oddity),
		cmocka_unit_test(test_a_newer_dump),
		cmocka_unit_test(test_files_changed_after_an_interruption),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_two_real_dumps),
		cmocka_unit_test(test_the_same_as_packed_csv),
		cmocka_unit_test(test_killed_again_and_again),
		cmocka_unit_test(test_refused_by_the_database),
		cmocka_unit_test(test_helpers_that_die),
	};

	return cmocka_run_group_tests(tests, cluster_up, cluster_down);
}
