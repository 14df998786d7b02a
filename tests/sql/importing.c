/* importing.c -- see importing.h. */
#include "sql/importing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/migrate.h"
#include "import/import.h"
#include "sql/schema.h"

static char address[128];  /* of the database at hand */
char importing_folder[96]; /* for dumps made here */
char importing_said[65536], importing_complained[4096];

/* ---- the database ---- */

void importing_database(const char *name)
{
	char secrets[96], admin[128];

	snprintf(secrets, sizeof(secrets), "%s/secrets", cluster_dir);
	snprintf(admin, sizeof(admin), "host=%s user=admin password=admin dbname=postgres", cluster_dir);
	snprintf(address, sizeof(address), "host=%s dbname=%s", cluster_dir, name);
	assert_true(migrate_create_roles(admin, name, secrets));
	assert_true(migrate_up(address, cluster_password("bothy_owner"), NULL));
}

const char *importing_ask(const char *sql)
{
	static char out[4096];
	PGconn *pg = schema_open(address);
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	snprintf(out, sizeof(out), "%s", PQntuples(res) ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	PQfinish(pg);
	return out;
}

int64_t importing_number(const char *sql)
{
	return atoll(importing_ask(sql));
}

/* Everything an import writes, as one hash; without the numbers that a sequence gave and no plan. */
const char importing_all[] =
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
void importing_consistent(void)
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
		if (importing_number(wrongs[i]) != 0)
			fail_msg("%s are wrong: %s", importing_ask(wrongs[i]), wrongs[i]);
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

pid_t importing_start(const char *directory, const char *topic, unsigned batch)
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
int importing_end(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	slurp("stdout", importing_said, sizeof(importing_said));
	slurp("stderr", importing_complained, sizeof(importing_complained));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int importing(const char *directory, const char *topic)
{
	return importing_end(importing_start(directory, topic, 0));
}

void importing_fine(const char *directory, const char *topic)
{
	int status = importing(directory, topic);

	if (status != 0)
		fail_msg("%s: status %d: %s", directory, status, importing_complained);
}

static long ungrouped(const char **p)
{
	long n = 0;

	*p += strspn(*p, " ");
	for (; (**p >= '0' && **p <= '9') || **p == ','; (*p)++)
		if (**p != ',')
			n = n * 10 + (**p - '0');
	return n;
}

struct tallied importing_line(const char *table)
{
	char start[32];
	const char *p;
	struct tallied t = {-1, -1, -1};

	snprintf(start, sizeof(start), "\n%s ", table);
	p = strstr(importing_said, start);
	if (!p)
		return t;
	p += strlen(start);
	t.read = ungrouped(&p);
	t.written = ungrouped(&p);
	t.skipped = ungrouped(&p);
	return t;
}

void importing_adds_nothing(const char *directory)
{
	static const char *const tables[] = {"Users", "Posts", "Comments", "Votes", "PostLinks", "Tags"};
	char before[64];
	size_t i;

	snprintf(before, sizeof(before), "%s", importing_ask(importing_all));
	importing_fine(directory, NULL);
	importing_expect(importing_all, before);
	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct tallied t = importing_line(tables[i]);

		if (t.written != 0 || t.read != t.skipped)
			fail_msg("%s: read %ld, written %ld, skipped %ld", tables[i], t.read, t.written,
				t.skipped);
	}
}

/* ---- files ---- */

void importing_folder_new(const char *name)
{
	snprintf(importing_folder, sizeof(importing_folder), "%s/%s", cluster_dir, name);
	assert_int_equal(mkdir(importing_folder, 0700), 0);
}

void importing_put(const char *name, const char *content)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", importing_folder, name);
	f = fopen(path, "w");
	fputs(content, f);
	assert_int_equal(fclose(f), 0);
}
