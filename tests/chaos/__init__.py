"""The crash suite: every fault that the queue promises to stand, with real processes, and where each is tested.

After each test here the checker of tests/promises judges all that happened in its database and at its
orchestrator. Tests that take long are marked `chaos` and run by `make chaos` only; so is the soak, which lets
all faults happen at random. Faults that are tested nearer to their code are not tested again here.

1.  kill -9: before the claim arrives, before it commits, after it, during the call, before the
    acknowledgement, after it     test_killed; one worker of several: worker/test_processes
2.  SIGSTOP longer than the lease test_cut_off (a result frozen on its way; a real lease that ends)
3.  half-open connection          test_cut_off; both transports: worker/test_faults
4.  lost answers                  test_lost_answers (a whole worker); every verb: promises/test_repeats;
                                  claims and acknowledgements over both transports: worker/test_faults
5.  sessions ended, a backend killed, the server stopped at once
                                  test_server; as callers see it: core/test_outage; the embedded server
                                  killed under its worker: worker/test_processes
6.  a client frozen with the limits locked
                                  test_cut_off
7.  orchestrator refused, unresolvable, with a bad certificate, answering 401 for an hour
                                  test_orchestrator_down; as categories: worker/test_orchestrator
8.  hostile orchestrator          test_hostile_orchestrator; every status: worker/test_orchestrator
9.  SIGTERM with four calls       test_stopped (finishing in time, database down); past the deadline and
                                  twice: worker/test_processes; over both transports: worker/test_stopping
10. 32 claimers while limits change
                                  test_limits; limits as such: core/test_contract_limits
11. clocks an hour off            test_clocks
12. poison, hostile texts         test_poison; on screen: tui/test_outside, tui/test_pty; a full disk and a
                                  pipe that nobody reads under the log: worker/test_log_stuck

Two hosts in network namespaces, one of them cut off: test_two_hosts. All at once: test_soak.
"""
