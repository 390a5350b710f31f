/* LD_PRELOAD for a peer: lets its MKL use AVX-512 on CPUs that are not Intel's. */
int mkl_serv_intel_cpu_true(void)
{
    return 1;
}
