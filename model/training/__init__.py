"""Training an LRCN on two cores: the CNN's upper half on single frames, then the LSTM on its encodings.

pick      which frames teach the CNN              augment   how each is varied
cache     the frozen lower half, run once         finetune  the upper half, on single frames
features  every frame of the footage, encoded     windows   seven encodings on the model's clock
head      the LSTM and what follows it            pipeline  all of it in order, resumable
"""
