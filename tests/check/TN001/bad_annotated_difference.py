Evaluation - loss: 1.772603

Training - loss: 1.2

# expect: TN001 error 1:1
# expect: TN001 error 3:1
