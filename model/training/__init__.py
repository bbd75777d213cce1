"""Training an LRCN on two cores: a configuration, a list of stages, one loop.

config, option       what a training is: defaults, limits, command-line options, recorded command
dataset, selection   which videos and which of their frames; augmentation: how each is varied
pipeline             all of it in order: start, the stages, finish (calibration, files, card)
stage, work_folder   what a stage is, and what finished ones leave on the disk
frames_stage         the CNN's upper half on single frames
sequences_stage      the whole LRCN on sequences of frames
head_stages          frame rate, LSTM and offline head on embeddings
fit, callbacks       the training loop, and what goes on beside it: resuming, early stopping, progress, TensorBoard
familiarity          which pictures a trained model knows the like of
activations, rows    the CNN's frozen lower half, run once; embeddings, clips: the same for the whole CNN
"""
