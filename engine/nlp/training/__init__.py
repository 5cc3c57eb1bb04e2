"""How the reading model is made and measured; needs scikit-learn, unlike the reading itself."""
