/* query.h -- asking PostgreSQL: constant, prepared statements, sent as one pipeline, read into structs.
 *
 *	QUERY(thread_by_id, DOOR_WEB | DOOR_DESK, struct thread, read_thread,
 *		"SELECT t.id, t.title FROM community.thread t WHERE t.id = $1");
 *
 *	void thread_find(struct task *t, int64_t id, struct thread **out)
 *	{
 *		db_one(t, &thread_by_id, out, id);
 *	}
 *
 * What is asked is only noted; db_wait() sends all of it in one round trip and sleeps until the answers have been
 * read. Every QUERY of the program is in one linker section, so that each connection prepares those of its door, and
 * tests can prepare and plan each and run each reader against its own statement.
 *
 * The whole life of a write:
 *
 *	db_begin(t);                                    read committed, read write
 *	thread_lock(t, id, &thread);
 *	db_wait(t);
 *	…decide…
 *	db_run(t, &answer_insert, …);
 *	if (db_commit_wait(t) == DB_CONFLICT) …         everything is rolled back; say so to the person
 *
 * What is not committed when the task ends is rolled back. A write outside db_begin() is refused by the database
 * (25006), which is our own error and ends in task_fail(500). */
#ifndef DB_QUERY_H
#define DB_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct row;
struct task;

enum door { DOOR_WEB = 1, DOOR_DESK = 2, DOOR_WORK = 4 };
#define DOOR_ALL (DOOR_WEB | DOOR_DESK | DOOR_WORK)

struct query {
	const char *name; /* unique; also the prepared statement's name */
	unsigned doors;
	const char *sql;
	size_t size; /* bytes of the struct a row is read into; 0 for a statement without a reader */
	void (*read)(struct row *, void *);
	const char *file; /* where it stands, for tests and logs */
	int line;
};

/* A statement whose rows ${reader}(struct row *, ${type} *) reads. */
#define QUERY(query_name, door_set, type, reader, text) \
	static void query_name##_read(struct row *r, void *x) \
	{ \
		reader(r, (type *)x); \
	} \
	static const struct query query_name = {#query_name, (door_set), (text), sizeof(type), \
		query_name##_read, __FILE__, __LINE__}; \
	QUERY_LISTED(query_name)

/* A statement whose rows, if it has any, nobody reads. */
#define COMMAND(query_name, door_set, text) \
	static const struct query query_name = {#query_name, (door_set), (text), 0, NULL, __FILE__, \
		__LINE__}; \
	QUERY_LISTED(query_name)

#define QUERY_LISTED(query_name) \
	static const struct query *const query_name##_listed \
		__attribute__((section("bothy_queries"), used)) = &query_name

/* All statements of the program, in no particular order. */
const struct query *const *query_first(void);
const struct query *const *query_past_last(void);

/* One argument. NULL texts and when {0} are SQL NULL. */
struct db_arg {
	enum { ARG_INT, ARG_BOOL, ARG_TEXT, ARG_WHEN, ARG_BLOB, ARG_REAL, ARG_TEXTS } kind;
	union {
		int64_t i;
		double real;
		const char *text;
		struct blob blob;
		struct texts texts; /* text[] */
	};
};

static inline struct db_arg db_arg_int(int64_t i)
{
	return (struct db_arg){.kind = ARG_INT, .i = i};
}
static inline struct db_arg db_arg_bool(bool b)
{
	return (struct db_arg){.kind = ARG_BOOL, .i = b};
}
static inline struct db_arg db_arg_text(const char *s)
{
	return (struct db_arg){.kind = ARG_TEXT, .text = s};
}
static inline struct db_arg db_arg_when(struct when w)
{
	return (struct db_arg){.kind = ARG_WHEN, .i = w.us};
}
static inline struct db_arg db_arg_blob(struct blob b)
{
	return (struct db_arg){.kind = ARG_BLOB, .blob = b};
}
static inline struct db_arg db_arg_real(double d)
{
	return (struct db_arg){.kind = ARG_REAL, .real = d};
}
static inline struct db_arg db_arg_texts(struct texts v)
{
	return (struct db_arg){.kind = ARG_TEXTS, .texts = v};
}
static inline struct db_arg db_arg_html(struct html h)
{
	return (struct db_arg){.kind = ARG_TEXT, .text = h.s}; /* struct html ends in NUL as well */
}

/* A 0 id means "none" only where the caller says NULLIF; numbers go as they are. */
#define DB_ARG(x) \
	_Generic((x), bool: db_arg_bool, int: db_arg_int, unsigned: db_arg_int, long: db_arg_int, \
		long long: db_arg_int, double: db_arg_real, char *: db_arg_text, const char *: db_arg_text, \
		struct when: db_arg_when, struct blob: db_arg_blob, struct html: db_arg_html, \
		struct texts: db_arg_texts)(x)

/* Sixteen arguments at most: more wants a struct as JSON. */
/* clang-format off */
#define DB_MAP_1(a)       DB_ARG(a)
#define DB_MAP_2(a, ...)  DB_ARG(a), DB_MAP_1(__VA_ARGS__)
#define DB_MAP_3(a, ...)  DB_ARG(a), DB_MAP_2(__VA_ARGS__)
#define DB_MAP_4(a, ...)  DB_ARG(a), DB_MAP_3(__VA_ARGS__)
#define DB_MAP_5(a, ...)  DB_ARG(a), DB_MAP_4(__VA_ARGS__)
#define DB_MAP_6(a, ...)  DB_ARG(a), DB_MAP_5(__VA_ARGS__)
#define DB_MAP_7(a, ...)  DB_ARG(a), DB_MAP_6(__VA_ARGS__)
#define DB_MAP_8(a, ...)  DB_ARG(a), DB_MAP_7(__VA_ARGS__)
#define DB_MAP_9(a, ...)  DB_ARG(a), DB_MAP_8(__VA_ARGS__)
#define DB_MAP_10(a, ...) DB_ARG(a), DB_MAP_9(__VA_ARGS__)
#define DB_MAP_11(a, ...) DB_ARG(a), DB_MAP_10(__VA_ARGS__)
#define DB_MAP_12(a, ...) DB_ARG(a), DB_MAP_11(__VA_ARGS__)
#define DB_MAP_13(a, ...) DB_ARG(a), DB_MAP_12(__VA_ARGS__)
#define DB_MAP_14(a, ...) DB_ARG(a), DB_MAP_13(__VA_ARGS__)
#define DB_MAP_15(a, ...) DB_ARG(a), DB_MAP_14(__VA_ARGS__)
#define DB_MAP_16(a, ...) DB_ARG(a), DB_MAP_15(__VA_ARGS__)
/* clang-format on */
#define DB_MAP_PICK(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, name, ...) name
#define DB_MAP(...) \
	DB_MAP_PICK(__VA_ARGS__, DB_MAP_16, DB_MAP_15, DB_MAP_14, DB_MAP_13, DB_MAP_12, DB_MAP_11, \
		DB_MAP_10, DB_MAP_9, DB_MAP_8, DB_MAP_7, DB_MAP_6, DB_MAP_5, DB_MAP_4, DB_MAP_3, DB_MAP_2, \
		DB_MAP_1) \
	(__VA_ARGS__)
#define DB_LIST(...)  ((const struct db_arg[]){__VA_OPT__(DB_MAP(__VA_ARGS__), ) db_arg_int(0)})
#define DB_COUNT(...) (sizeof(DB_LIST(__VA_ARGS__)) / sizeof(struct db_arg) - 1)

/* Asks for at most one row: after the wait *${out} points to the struct in the task's arena, or is NULL. More than
 * one row is our own error. ${out} must stay valid until the wait (a view struct in the handler does). */
#define db_one(t, query, out, ...) \
	db_ask_one((t), (query), (void **)(out), sizeof(**(out)), DB_LIST(__VA_ARGS__), DB_COUNT(__VA_ARGS__))
/* Asks for any number of rows: after the wait *${list}, a LIST() struct, holds them in the task's arena. Statements
 * bound their rows by LIMIT. */
#define db_many(t, query, list, ...) \
	db_ask_many((t), (query), (void **)&(list)->v, &(list)->n, sizeof(*(list)->v), DB_LIST(__VA_ARGS__), \
		DB_COUNT(__VA_ARGS__))
/* Asks for something to be done; nothing is read. */
#define db_run(t, query, ...) db_ask_run((t), (query), DB_LIST(__VA_ARGS__), DB_COUNT(__VA_ARGS__))

/* Arguments are copied at once. A statement that does not name this process's door is our own error. */
void db_ask_one(struct task *t, const struct query *q, void **out, size_t size, const struct db_arg *args,
	size_t n);
void db_ask_many(struct task *t, const struct query *q, void **v, size_t *count, size_t size,
	const struct db_arg *args, size_t n);
void db_ask_run(struct task *t, const struct query *q, const struct db_arg *args, size_t n);

enum db_result {
	DB_OK,
	DB_CONFLICT, /* a constraint refused it (SQLSTATE class 23): everything asked in this transaction is undone, it
	                is over. Until the handler has shown that it knows, by db_conflict(), db_rollback_wait() or a
	                new db_begin(), each further wait says the same, and asking ends the task: 503, and an error
	                in the log, because it is our own. Pointers that the refused statements would have filled
	                stay NULL: whoever goes on without looking must not follow them. */
};

/* Sends what was asked, sleeps until it is answered. Outside db_begin() it is one read-only snapshot, and the
 * connection goes back to the pool at once. The database away, a deadline or a time-out: task_fail(503). An error in a
 * statement of ours: task_fail(500), with the statement's name in the log. Nothing asked: returns at once. */
enum db_result db_wait(struct task *t);
/* The constraint that db_wait() or db_commit_wait() returned DB_CONFLICT for. */
const char *db_conflict(struct task *t);

/* From here to db_commit_wait() or db_rollback_wait() all is one transaction on one connection. BEGIN travels with the first wait. */
void db_begin(struct task *t);
/* Sends what was asked since the last wait and COMMIT, in one round trip. DB_OK only for the tag COMMIT. If the
 * connection is lost after COMMIT was sent: task_fail(503, DB_UNKNOWN), and whoever shows the error says that it is not known
 * whether it was saved and that sending again is safe. Stamps touched in this transaction take effect when COMMIT has
 * been sent, whatever comes back. */
enum db_result db_commit_wait(struct task *t);
extern const char DB_UNKNOWN[];
/* The same where a conflict can only be a race that the next try does not meet: it ends the task, as above. For jobs. */
void db_commit_sure_wait(struct task *t);
/* Gives up what was done since db_begin(). */
void db_rollback_wait(struct task *t);
bool db_in_transaction(struct task *t);

/* Calls ${f}(${arg}) when COMMIT has been sent and its outcome is known or will never be (stamps); not at all if the
 * task never commits or is known to have been rolled back. Must not sleep or allocate from the task. */
void db_on_commit_sent(struct task *t, void (*f)(void *), void *arg);
/* The same, but only after COMMIT was answered by COMMIT (waking the worker for jobs). */
void db_on_committed(struct task *t, void (*f)(void *), void *arg);

#endif
