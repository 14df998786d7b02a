/* proxy.h -- a process between us and the server that forwards, and can be told to cut the line at the worst
 * moment. */
#ifndef TESTS_FAULTS_PROXY_H
#define TESTS_FAULTS_PROXY_H

enum proxy_mode {
	PROXY_FORWARD,
	PROXY_CUT_BEFORE_COMMIT, /* COMMIT does not reach the server */
	PROXY_CUT_AFTER_COMMIT,	 /* it does, and the answer does not come back */
	PROXY_MUTE_AFTER_COMMIT, /* it does, and then there is silence */
	PROXY_ONE_BYTE,		 /* answers come byte by byte */
};

/* Starts it; its address is "host=DIR/proxy …", for pool_up_at(). */
const char *proxy_up(void);
void proxy_set(enum proxy_mode mode);
/* How many lines it has cut. */
unsigned proxy_cuts(void);
void proxy_down(void);

#endif
