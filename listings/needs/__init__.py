"""A need in words (济南 3000平 单层 净高9米 10吨行车 月租25以内), as the finder's form takes it.

`reading` puts together what the others read: `times` days, `rents`, `measures` areas and the like, `places` cities and
zones, `industries`, `choices` the words of the form's choices; `standing`, `refusals` and `exclusions` know what is not
wanted. `parts` is what they give. Nothing is guessed: a number is taken only where the words beside it say what it is
of.
"""
