/* feed_test.c -- `bothy import customers|cases|touchpoints` against a real database: twice is once, what is broken is set aside and mended
 * goes in; and what of customers each role is refused, who may erase one, and what is left of him then. */
#include "sql/schema.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "import/fed.h"

static char address[128], folder[96];
static PGconn *pg;

static int set_up(void **state)
{
	if (schema_up(state) != 0)
		return -1;
	snprintf(address, sizeof(address), "host=%s dbname=bothy", cluster_dir);
	snprintf(folder, sizeof(folder), "%s/fed", cluster_dir);
	pg = schema_open(address);
	return mkdir(folder, 0700);
}

static int take_down(void **state)
{
	PQfinish(pg);
	return cluster_down(state);
}

/* The first value; static. */
static const char *ask(const char *sql)
{
	static char out[4096];
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	snprintf(out, sizeof(out), "%s", PQntuples(res) ? PQgetvalue(res, 0, 0) : "");
	PQclear(res);
	return out;
}

static void refused(const char *sql, const char *state)
{
	PGresult *res = PQexec(pg, sql);
	const char *got = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	if (strcmp(got ? got : "", state) != 0)
		fail_msg("%s: \"%s\"", sql, got ? got : "");
	PQclear(res);
}

#define expect(sql, wanted) \
	do { \
		const char *got_ = ask(sql); \
		if (strcmp(got_, (wanted)) != 0) \
			fail_msg("line %d: %s: \"%s\", not \"%s\"", __LINE__, sql, got_, (wanted)); \
	} while (0)

static const char *path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put_file(const char *name, const char *content)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static const char *get_file(const char *name)
{
	static char content[4096];
	FILE *f = fopen(path_of(name), "r");
	size_t n = f ? fread(content, 1, sizeof(content) - 1, f) : 0;

	if (f)
		fclose(f);
	content[n] = 0;
	return content;
}

/* The exit status; what it says on standard output goes nowhere. */
static int import(enum intake_kind kind, const char *name)
{
	struct fed_settings s = {kind, path_of(name), "crm", "44", address, cluster_password("bothy_work")};
	int status, out = dup(1), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	fflush(stdout);
	dup2(nowhere, 1);
	status = import_fed(&s);
	fflush(stdout);
	dup2(out, 1);
	close(out);
	close(nowhere);
	return status;
}

static void twice_is_once(void **state)
{
	(void)state;
	put_file("c.csv", "external_id,name,email,phone,account\n"
			  "C1,\"Roe, Jane\",jane@example.org;j@roe.example,020 7946 0999,FL-1\n"
			  "C2,John Doe,john@example.org,,FL-2\n");
	assert_int_equal(import(INTAKE_CUSTOMERS, "c.csv"), 0);
	expect("SELECT count(*) FROM crm.customer", "2");
	expect("SELECT string_agg(key, ' ' ORDER BY key) FROM crm.contact k JOIN crm.customer c ON c.id = k.customer_id WHERE c.external_id = 'C1'",
		"+442079460999 FL1 j@roe.example jane@example.org");
	expect("UPDATE crm.customer SET changed_at = '2020-01-01'", "");
	assert_int_equal(import(INTAKE_CUSTOMERS, "c.csv"), 0);
	expect("SELECT count(*) FROM crm.customer WHERE changed_at <> '2020-01-01'", "0");
	expect("SELECT count(*) FROM crm.contact", "6");
}

static void what_changed_is_changed_and_the_rest_stays(void **state)
{
	(void)state;
	expect("UPDATE crm.customer SET note = 'of the desk' WHERE external_id = 'C1'", "");
	expect("INSERT INTO crm.contact (customer_id, kind, value, key) SELECT id, 'email', 'desk@example.org', 'desk@example.org'"
	       " FROM crm.customer WHERE external_id = 'C1'",
		"");
	put_file("c2.jsonl",
		"{\"external_id\": \"C1\", \"name\": \"Jane Poe\", \"email\": [\"jane@example.org\"]}\n");
	assert_int_equal(import(INTAKE_CUSTOMERS, "c2.jsonl"), 0);
	expect("SELECT name || ', ' || note FROM crm.customer WHERE external_id = 'C1'",
		"Jane Poe, of the desk");
	/* the CRM no longer tells j@roe.example; what the desk wrote down, and kinds it did not speak of, stay */
	expect("SELECT string_agg(key, ' ' ORDER BY key) FROM crm.contact k JOIN crm.customer c ON c.id = k.customer_id WHERE c.external_id = 'C1'",
		"+442079460999 FL1 desk@example.org jane@example.org");
}

static void broken_lines_are_set_aside_and_mended_go_in(void **state)
{
	(void)state;
	put_file("t.csv", "external_id,customer,phone,channel,at,text\n"
			  "T1,C1,,call,2026-11-20T09:00Z,\"two\nlines\"\n"
			  "T2,C1,,fax,2026-11-20T09:00Z,x\n"
			  "T3,C9,,call,2026-11-20T09:00Z,x\n"
			  "T4,\"C1,,call,2026-11-20T09:00Z,never closed\n"
			  "T5,,(020) 7946 0999,call,2026-11-20T10:00Z,by phone\n"
			  "T5,C2,,call,2026-11-20T11:00Z,the later one counts\n");
	assert_int_equal(import(INTAKE_TOUCHPOINTS, "t.csv"), 3);
	expect("SELECT string_agg(external_id, ' ' ORDER BY external_id) FROM crm.touchpoint", "T1 T5");
	expect("SELECT text FROM crm.touchpoint WHERE external_id = 'T1'", "two\nlines");
	expect("SELECT text FROM crm.touchpoint WHERE external_id = 'T5'", "the later one counts");
	assert_string_equal(get_file("t.csv.rejected"),
		"external_id,customer,phone,channel,at,text\n"
		"# line 4: channel is \"fax\", not one of call|chat|mail|visit|delivery|invoice|post|other\n"
		"T2,C1,,fax,2026-11-20T09:00Z,x\n"
		"# line 6: its quotes do not match\n"
		"T4,\"C1,,call,2026-11-20T09:00Z,never closed\n"
		"# line 5: there is no customer of that id from this source\n"
		"T3,C9,,call,2026-11-20T09:00Z,x\n");
	put_file("mended.csv",
		"external_id,customer,phone,channel,at,text\n# line 4: why\nT2,C1,,mail,2026-11-20T09:00Z,x\n");
	assert_int_equal(import(INTAKE_TOUCHPOINTS, "mended.csv"), 0);
	expect("SELECT channel FROM crm.touchpoint WHERE external_id = 'T2'", "mail");
	assert_int_equal(access(path_of("mended.csv.rejected"), F_OK), -1);
}

static void cases_follow_their_crm(void **state)
{
	gzFile packed;

	(void)state;
	put_file("k.jsonl",
		"{\"external_id\": \"K1\", \"customer\": \"C1\", \"subject\": \"No signal\", \"state\": \"open\", \"changed_at\": \"2026-11-01\","
		" \"entries\": [{\"external_id\": \"e1\", \"kind\": \"note\", \"at\": \"2026-11-01\", \"text\": \"Looked.\"}]}\n");
	assert_int_equal(import(INTAKE_CASES, "k.jsonl"), 0);
	assert_int_equal(import(INTAKE_CASES, "k.jsonl"), 0);
	expect("SELECT state || ' ' || (SELECT count(*) FROM crm.case_entry e WHERE e.case_id = c.id) FROM crm.\"case\" c",
		"open 2");
	packed = gzopen(path_of("k2.gz"), "w");
	gzputs(packed,
		"{\"external_id\": \"K1\", \"subject\": \"No signal\", \"state\": \"solved\", \"changed_at\": \"2026-11-02\"}\n"
		"{\"external_id\": \"K1\", \"subject\": \"Old news\", \"state\": \"new\", \"changed_at\": \"2026-10-02\"}\n");
	gzclose(packed);
	assert_int_equal(import(INTAKE_CASES, "k2.gz"), 0);
	expect("SELECT state || ' ' || subject FROM crm.\"case\"", "solved No signal");
	expect("SELECT was || ' ' || becomes FROM crm.case_entry WHERE kind = 'state'", "open solved");
	expect("SELECT count(*) FROM crm.audit WHERE what = 'fed'", "6");
}

/* ---- cut off ---- */

#define MANY 20000

static void many_touchpoints(const char *name)
{
	FILE *f = fopen(path_of(name), "w");
	int i;

	assert_non_null(f);
	fprintf(f, "external_id,customer,channel,at,text,mood\n");
	for (i = 0; i < MANY; i++)
		fprintf(f, "M%d,C2,%s,2026-%02d-%02dT09:00Z,what was said %d,%d\n", i,
			i % 2 ? "call" : "mail", i % 12 + 1, i % 28 + 1, i, i % 5 - 2);
	fclose(f);
}

static int many_there(void)
{
	return atoi(ask("SELECT count(*) FROM crm.touchpoint WHERE external_id LIKE 'M%'"));
}

/* Kills it once more than ${rows} are in; false: it was quicker. */
static bool import_killed_after(int rows)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
		_exit(import(INTAKE_TOUCHPOINTS, "many.csv"));
	while (many_there() <= rows && waitpid(child, &status, WNOHANG) == 0)
		usleep(1000);
	kill(child, SIGKILL);
	return waitpid(child, &status, 0) != child || WIFSIGNALED(status);
}

static void an_import_that_is_killed_is_finished_by_the_next(void **state)
{
	static const char digest[] =
		"SELECT md5(string_agg(external_id || channel || at || text || mood, ',' ORDER BY external_id)) FROM crm.touchpoint WHERE external_id LIKE 'M%'";
	int rows = 0, times, there, before = 0;
	bool midway = false;
	char whole[64];

	(void)state;
	many_touchpoints("many.csv");
	srand((unsigned)getpid());
	for (times = 0; times < 4; times++) {
		(void)import_killed_after(rows);
		there = many_there();
		if (there < before)
			fail_msg("of %d rows %d were left", before, there);
		before = there;
		midway = midway || (there > 0 && there < MANY);
		rows = there + rand() % (MANY / 5);
	}
	assert_true(midway);
	assert_int_equal(import(INTAKE_TOUCHPOINTS, "many.csv"), 0);
	assert_int_equal(many_there(), MANY);
	snprintf(whole, sizeof(whole), "%s", ask(digest));
	expect("DELETE FROM crm.touchpoint WHERE external_id LIKE 'M%'", "");
	assert_int_equal(import(INTAKE_TOUCHPOINTS, "many.csv"), 0);
	expect(digest, whole);
	expect("DELETE FROM crm.touchpoint WHERE external_id LIKE 'M%'", "");
}

static void an_empty_file_and_none_are_told_apart(void **state)
{
	(void)state;
	put_file("empty.csv", "");
	assert_int_equal(import(INTAKE_CUSTOMERS, "empty.csv"), 1);
	assert_int_equal(import(INTAKE_CUSTOMERS, "missing.csv"), 1);
	put_file("head.csv", "external_id,name\n");
	assert_int_equal(import(INTAKE_CUSTOMERS, "head.csv"), 0);
}

/* ---- rights ---- */

static const struct {
	const char *role, *sql, *state;
} attempts[] = {
	{"bothy_web", "SELECT * FROM crm.customer", "42501"},
	{"bothy_web", "SELECT * FROM crm.contact", "42501"},
	{"bothy_web", "SELECT * FROM crm.touchpoint", "42501"},
	{"bothy_web", "SELECT * FROM crm.erased", "42501"},
	{"bothy_web", "SELECT crm.family(1)", "42501"},
	{"bothy_web", "SELECT crm.root(1)", "42501"},
	{"bothy_web", "SELECT crm.members_by_email(1)", "42501"},
	{"bothy_web", "SELECT crm.erase_customer(1, 1, 44::smallint)", "42501"},
	{"bothy_web", "SELECT crm.grew()", "42501"},
	{"bothy_web", "SELECT crm.members_to_link()", "42501"},
	{"bothy_web", "SELECT * FROM crm.member_setting", "42501"},
	{"bothy_web", "SELECT * FROM crm.case_file", "42501"},
	{"bothy_desk", "SELECT crm.members_to_link()", ""},
	{"bothy_desk", "BEGIN READ WRITE; DELETE FROM crm.case_file", "42501"},
	{"bothy_work", "BEGIN READ WRITE; UPDATE crm.member_setting SET by_email = true", "42501"},
	{"bothy_web", "SELECT * FROM desk.api_key", "42501"},
	{"bothy_desk", "SELECT * FROM community.login", "42501"},
	{"bothy_desk", "SELECT crm.members_by_email(1)", ""},
	{"bothy_desk", "BEGIN READ WRITE; DELETE FROM crm.customer", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; DELETE FROM crm.touchpoint", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; UPDATE crm.case_entry SET text = ''", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; UPDATE crm.audit SET details = '{}'", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; DELETE FROM crm.erased", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; UPDATE desk.account SET roles = 3", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; UPDATE desk.account SET state = 'active'", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; UPDATE desk.account SET member_id = 1", "42501"},
	{"bothy_desk", "BEGIN READ WRITE; DELETE FROM desk.account", "42501"},
	{"bothy_desk",
		"BEGIN READ WRITE; INSERT INTO desk.account (username, display, email) VALUES ('mole', 'Mole', 'm@x')",
		"42501"},
	{"bothy_desk", "BEGIN READ WRITE; UPDATE desk.api_key SET revoked_at = NULL", "42501"},
	{"bothy_desk",
		"BEGIN READ WRITE; INSERT INTO desk.api_key (name, hash, scopes, source) VALUES ('mole', decode(repeat('ab', 32), 'hex'), '{}', 'mole')",
		"42501"},
	{"bothy_desk", "BEGIN READ WRITE; INSERT INTO crm.case_step VALUES ('closed', 'new')", "42501"},
	{"bothy_work", "BEGIN READ WRITE; DELETE FROM crm.case_step", "42501"},
	{"bothy_work", "BEGIN READ WRITE; UPDATE crm.audit SET details = '{}'", "42501"},
	{"bothy_work", "BEGIN READ WRITE; DELETE FROM crm.event", "42501"},
	{"bothy_web", "SELECT crm.matters_of('{1}')", "42501"},
	{"bothy_work", "BEGIN READ WRITE; SELECT crm.erase_customer(1, 1, 44::smallint)", "42501"},
};

static void each_door_has_its_rights_and_no_more(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		char conninfo[300];
		PGconn *as;
		PGresult *res;
		const char *got;

		snprintf(conninfo, sizeof(conninfo), "%s user=%s password=%s", address, attempts[i].role,
			cluster_password(attempts[i].role));
		as = PQconnectdb(conninfo);
		assert_int_equal(PQstatus(as), CONNECTION_OK);
		res = PQexec(as, attempts[i].sql);
		got = PQresultErrorField(res, PG_DIAG_SQLSTATE);
		if (strcmp(got ? got : "", attempts[i].state) != 0)
			fail_msg("%s: %s: \"%s\" %s", attempts[i].role, attempts[i].sql, got ? got : "",
				PQerrorMessage(as));
		PQclear(res);
		PQfinish(as);
	}
}

/* ---- erasing ---- */

static void only_a_lead_erases_and_nothing_of_him_is_left(void **state)
{
	char sql[300], agent[32], lead[32], customer[32];

	(void)state;
	snprintf(agent, sizeof(agent), "%s",
		ask("INSERT INTO desk.account (username, display, email, roles) VALUES ('an-agent', 'Agent', 'a@x', 1) RETURNING id"));
	snprintf(lead, sizeof(lead), "%s",
		ask("INSERT INTO desk.account (username, display, email, roles) VALUES ('a-lead', 'Lead', 'l@x', 3) RETURNING id"));
	snprintf(customer, sizeof(customer), "%s",
		ask("SELECT id FROM crm.customer WHERE external_id = 'C1'"));
	expect("UPDATE crm.customer SET name = 'CANARY', note = 'CANARY', tier = 'CANARY' WHERE external_id = 'C1'",
		"");
	expect("UPDATE crm.touchpoint SET subject = 'CANARY', text = 'CANARY', agent = 'CANARY', promise = 'CANARY'",
		"");
	expect("UPDATE crm.\"case\" SET subject = 'CANARY', owner_name = 'CANARY'", "");
	expect("UPDATE crm.case_entry SET text = 'CANARY', by_name = 'CANARY'", "");
	expect("INSERT INTO crm.solution (case_id, text, state) SELECT id, 'CANARY', 'rejected' FROM crm.\"case\"",
		"");
	expect("INSERT INTO crm.delivery (case_id, adapter, kind, payload) SELECT id, 'rt', 'comment', '{\"text\": \"CANARY\"}' FROM crm.\"case\"",
		"");
	/* what was refused there, and why */
	expect("UPDATE crm.delivery SET error = 'CANARY'", "");
	expect("INSERT INTO crm.sync (case_id, state, error) SELECT id, 'dead', 'CANARY' FROM crm.\"case\"",
		"");
	/* cases of nobody that are one with his by merging, and one that another's was merged into, too */
	expect("INSERT INTO crm.\"case\" (subject, merged_into) SELECT 'CANARY part', min(id) FROM crm.\"case\" WHERE customer_id = (SELECT id"
	       " FROM crm.customer WHERE external_id = 'C1')",
		"");
	expect("INSERT INTO crm.case_entry (case_id, kind, text) SELECT id, 'note', 'CANARY' FROM crm.\"case\" WHERE subject = 'CANARY part'",
		"");
	expect("INSERT INTO crm.\"case\" (subject) VALUES ('of both')", "");
	expect("INSERT INTO crm.\"case\" (subject, merged_into, customer_id) SELECT 'part of ' || c.name, b.id, c.id FROM crm.customer c,"
	       " crm.\"case\" b WHERE b.subject = 'of both' AND c.external_id IN ('C1', 'C2')",
		"");
	/* names of files at his cases; what was put into them privately, and what a member of his sent */
	expect("INSERT INTO crm.case_file (case_id, entry_id, external_id, name) SELECT case_id, min(id), '1', 'CANARY.pdf' FROM crm.case_entry GROUP BY 1",
		"");
	expect("INSERT INTO community.member (username, display, skeleton) SELECT 'priv' || i, 'Private ' || i, 'priv' || i FROM generate_series(1, 3) i",
		"");
	expect("INSERT INTO community.topic (slug, name, position) VALUES ('erased', 'Erased', 99) ON CONFLICT DO NOTHING",
		"");
	expect("INSERT INTO community.thread (kind, topic_id, author_id, title, slug, state) SELECT 'question', (SELECT max(id) FROM community.topic),"
	       " id, 'x', 'x', 'open' FROM community.member WHERE username LIKE 'priv_'",
		"");
	snprintf(sql, sizeof(sql),
		"INSERT INTO crm.member_customer (member_id, customer_id, how) SELECT id, %s, 'staff' FROM community.member WHERE username = 'priv1'",
		customer);
	expect(sql, "");
	expect("INSERT INTO intake.message (thread_id, member_id, sealed, case_id) SELECT t.id, t.author_id, decode(repeat('ab', 60), 'hex'),"
	       " CASE m.username WHEN 'priv2' THEN (SELECT min(id) FROM crm.\"case\") END FROM community.thread t JOIN community.member m ON m.id = t.author_id"
	       " WHERE m.username LIKE 'priv_'",
		"");
	snprintf(sql, sizeof(sql), "SELECT crm.erase_customer(%s, %s, 44::smallint)", customer, agent);
	expect(sql, "f");
	snprintf(sql, sizeof(sql), "SELECT crm.erase_customer(%s, %s, 44::smallint)", customer, lead);
	expect(sql, "t");
	expect(sql, "f");
	expect("SELECT count(*) FROM crm.customer c WHERE c::text LIKE '%CANARY%' OR external_id = 'C1'",
		"0");
	expect("SELECT count(*) FROM crm.touchpoint t JOIN crm.customer c ON c.id = t.customer_id AND c.erased_at IS NOT NULL WHERE t::text LIKE '%CANARY%'",
		"0");
	expect("SELECT count(*) FROM crm.\"case\" c WHERE c::text ILIKE '%CANARY%'", "0");
	expect("SELECT count(*) FROM crm.case_entry e WHERE e::text LIKE '%CANARY%'", "0");
	expect("SELECT count(*) FROM crm.solution s WHERE s::text LIKE '%CANARY%'", "0");
	expect("SELECT count(*) FROM crm.delivery d WHERE d::text LIKE '%CANARY%'", "0");
	expect("SELECT count(*) FROM crm.sync s WHERE s::text LIKE '%CANARY%'", "0");
	expect("SELECT count(*) FROM crm.\"case\" WHERE subject = 'of both'", "1");
	expect("SELECT bool_and(version > 1) FROM crm.\"case\" WHERE subject = 'Erased'", "t");
	snprintf(sql, sizeof(sql),
		"INSERT INTO crm.touchpoint (customer_id, source, external_id, channel, at) VALUES (%s, 'x', 'x', 'call', now())",
		customer);
	refused(sql, "23514");
	expect("SELECT count(*) FROM crm.contact k JOIN crm.customer c ON c.id = k.customer_id AND c.erased_at IS NOT NULL",
		"0");
	expect("SELECT count(*) FROM crm.case_file", "0");
	expect("SELECT string_agg(m.username, ' ') FROM intake.message i JOIN community.member m ON m.id = i.member_id",
		"priv3");
	expect("SELECT count(*) || ' ' || min(kind) FROM crm.event WHERE kind = 44", "1 44");
	expect("SELECT count(*) FROM crm.audit WHERE what = 'customer.erased'", "1");
	/* and what a CRM sends of him later is refused */
	assert_int_equal(import(INTAKE_CUSTOMERS, "c.csv"), 3);
	assert_non_null(strstr(get_file("c.csv.rejected"), "# line 2: this customer was erased\n"));
	expect("SELECT count(*) FROM crm.customer WHERE external_id = 'C1'", "0");
	put_file("k3.jsonl",
		"{\"external_id\": \"K1\", \"subject\": \"CANARY\", \"state\": \"open\", \"changed_at\": \"2026-12-01\","
		" \"entries\": [{\"external_id\": \"e9\", \"kind\": \"note\", \"at\": \"2026-12-01\", \"text\": \"CANARY\"}]}\n");
	assert_int_equal(import(INTAKE_CASES, "k3.jsonl"), 3);
	expect("SELECT count(*) FROM crm.\"case\" c JOIN crm.case_entry e ON e.case_id = c.id WHERE (c::text || e::text) LIKE '%CANARY%'",
		"0");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(twice_is_once),
		cmocka_unit_test(what_changed_is_changed_and_the_rest_stays),
		cmocka_unit_test(broken_lines_are_set_aside_and_mended_go_in),
		cmocka_unit_test(cases_follow_their_crm),
		cmocka_unit_test(an_import_that_is_killed_is_finished_by_the_next),
		cmocka_unit_test(an_empty_file_and_none_are_told_apart),
		cmocka_unit_test(each_door_has_its_rights_and_no_more),
		cmocka_unit_test(only_a_lead_erases_and_nothing_of_him_is_left),
	};

	return cmocka_run_group_tests(tests, set_up, take_down);
}
