#!/bin/sh
# A study by a Slurm array: sbatch slurm_array.sh. Tasks come and go as the scheduler likes; each takes the trials that nobody has.
#SBATCH --job-name=thinnet
#SBATCH --array=0-63
#SBATCH --cpus-per-task=8
#SBATCH --time=02:00:00
#SBATCH --signal=TERM@60
#SBATCH --requeue

# The folder must be on a file system that all nodes share. Made once, before the array is submitted:
#   thinnet study 'net.py:Net()' --data /shared/mnist --out "$STUDY" --prepare
: "${STUDY:=/shared/studies/first}"

# exec: Slurm's SIGTERM, 60 seconds before the end, must meet thinnet and no shell.
exec thinnet study worker "$STUDY" --jobs "${SLURM_CPUS_PER_TASK:-1}" --wait 600 --quiet
