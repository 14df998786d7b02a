/* stamp_test.c -- stamps shared by processes: what was touched is not fresh, what was not is, whoever touched
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/stamp.h"

static char path[] = "/tmp/bothy-stamp-XXXXXX";

static int before(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/bothy-stamp-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	unlink(path);
	assert_true(stamp_open(path));
	return 0;
}

static int after(void **state)
{
	(void)state;
	stamp_close();
	unlink(path);
	return 0;
}

static void test_touching(void **state)
{
	uint64_t noted;

	(void)state;
	stamp_touch_now(STAMP_THREAD, 1);
	noted = stamp_now();
	assert_true(stamp_fresh(noted, STAMP_THREAD, 1));
	assert_true(stamp_fresh(noted, STAMP_THREAD, 2));
	stamp_touch_now(STAMP_THREAD, 1);
	assert_false(stamp_fresh(noted, STAMP_THREAD, 1));
	assert_true(stamp_fresh(noted, STAMP_THREAD, 2));
	assert_true(stamp_fresh(noted, STAMP_MEMBER, 1));
	assert_true(stamp_fresh(stamp_now(), STAMP_THREAD, 1));
}

static void test_the_epoch_is_in_everything(void **state)
{
	uint64_t noted = stamp_now();

	(void)state;
	stamp_touch_now(STAMP_EPOCH, 0);
	assert_false(stamp_fresh(noted, STAMP_THREAD, 1));
	assert_false(stamp_fresh(noted, STAMP_SITE, 0));
	assert_true(stamp_fresh(stamp_now(), STAMP_SITE, 0));
}

/* Ids in a row, as they come in life, must not share slots more than chance would have it. */
static void test_slots_are_spread(void **state)
{
	uint64_t noted = stamp_now();
	int64_t id, gone = 0;

	(void)state;
	for (id = 1; id <= 1000; id++)
		stamp_touch_now(STAMP_THREAD, id);
	for (id = 1001; id <= 11000; id++)
		gone += !stamp_fresh(noted, STAMP_THREAD, id);
	assert_true(gone < 500); /* 150 by chance */
}

static void test_processes_share_them(void **state)
{
	uint64_t noted = stamp_now();
	int i, n, status;

	(void)state;
	for (i = 0; i < 4; i++) {
		if (fork() == 0) {
			if (!stamp_open(path)) /* as one that was not forked from us would */
				_exit(1);
			for (n = 0; n < 10000; n++)
				stamp_touch_now(STAMP_TOPIC, i);
			_exit(0);
		}
	}
	for (i = 0; i < 4; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_true(stamp_now() == noted + 40000);
	assert_false(stamp_fresh(stamp_now() - 40000, STAMP_TOPIC, 3));
	assert_true(stamp_fresh(stamp_now(), STAMP_TOPIC, 3));
}

static void test_the_file_is_private_and_must_fit(void **state)
{
	struct stat st;
	int fd;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	stamp_close();
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, "other", 5), 5);
	close(fd);
	assert_false(stamp_open(path));
	assert_false(stamp_open("/nowhere/stamps"));
	stamp_touch_now(STAMP_SITE, 0); /* without a map: in this process alone */
	assert_true(stamp_fresh(stamp_now(), STAMP_SITE, 0));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, before, after)
	const struct CMUnitTest tests[] = {
		EACH(test_touching),
		EACH(test_the_epoch_is_in_everything),
		EACH(test_slots_are_spread),
		EACH(test_processes_share_them),
		EACH(test_the_file_is_private_and_must_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
